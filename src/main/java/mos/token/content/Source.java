package mos.token.content;

import java.io.IOException;
import java.io.InputStream;

/// Where a content comes from.
@FunctionalInterface
public interface Source {
    /// Opens it; called once per download, and once more for each reader whom the disk leaves
    /// without the rest.
    ///
    /// @throws IOException thrown on to everybody who waits for this content
    Opened open() throws IOException;

    /// An open content.
    ///
    /// @param body its bytes, to be closed
    /// @param length how many there will be, or -1 when unknown
    record Opened(InputStream body, long length) {}
}
