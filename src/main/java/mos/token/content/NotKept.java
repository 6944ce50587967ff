package mos.token.content;

import java.io.IOException;

/// The disk did not take a content. Its source is not to blame: asked again, it is passed through.
final class NotKept extends IOException {
    NotKept(IOException cause) {
        super("the disk did not take it: " + cause.getMessage(), cause);
    }
}
