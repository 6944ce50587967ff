package mos.token.migrate;

import java.io.IOException;
import java.nio.file.FileSystemException;

/// Words from MOS's files as they may be shown: anybody may have written them.
final class Shown {
    private static final int LONGEST = 80;

    private Shown() {}

    /// A key or name of something that is none of ours.
    static String word(String text) {
        return cut(text).replaceAll("[^A-Za-z0-9._-]", "?");
    }

    /// A path.
    static String path(String text) {
        return cut(text).replaceAll("[^A-Za-z0-9._/-]", "?");
    }

    /// Why a file could not be used. The messages of the system hold nothing but paths, which are
    /// told anyway.
    static String why(IOException e) {
        return e instanceof FileSystemException
                ? "it cannot be read (" + e.getClass().getSimpleName() + ")"
                : String.valueOf(e.getMessage());
    }

    private static String cut(String text) {
        return text.length() <= LONGEST ? text : text.substring(0, LONGEST) + "...";
    }
}
