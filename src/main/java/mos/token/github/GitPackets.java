package mos.token.github;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;

/// Reads what a host answers, packet by packet (gitprotocol-common), for the mirrors.
final class GitPackets {
    /// What a host answered broke off, or is not what git answers.
    static final class Broken extends IOException {
        Broken(String why) {
            super(why);
        }
    }

    private static final int HEAD = 4;
    private static final int PACK = 1;
    private static final int PROGRESS = 2;

    private final InputStream in;

    GitPackets(InputStream in) {
        this.in = in;
    }

    /// The next packet's bytes; of a flush or a delimiter none.
    ///
    /// @throws Broken when there is none
    private byte[] next() throws Broken {
        try {
            byte[] head = in.readNBytes(HEAD);
            int length =
                    HexFormat.fromHexDigits(new String(head, 0, HEAD, StandardCharsets.US_ASCII));
            byte[] body = in.readNBytes(Math.max(0, length - HEAD));
            if (body.length < length - HEAD) {
                throw new EOFException("in a packet");
            }
            return body;
        } catch (IOException | IllegalArgumentException | IndexOutOfBoundsException e) {
            throw new Broken("the host's answer broke off: " + e.getMessage());
        }
    }

    /// The next line; an empty one for a flush or a delimiter.
    String line() throws Broken {
        String line = new String(next(), StandardCharsets.UTF_8);
        if (line.startsWith("ERR ")) {
            throw new Broken("the host says: " + line.substring(4).strip());
        }
        return line.endsWith("\n") ? line.substring(0, line.length() - 1) : line;
    }

    /// Writes the pack of a `fetch` answer (gitprotocol-v2, "packfile").
    void pack(OutputStream to) throws IOException {
        String section = line();
        while (!section.equals("packfile")) {
            if (section.isEmpty()) {
                throw new Broken("the host gave no pack");
            }
            section = line();
        }
        byte[] packet = next();
        while (packet.length > 0) {
            switch (packet[0]) {
                case PACK -> to.write(packet, 1, packet.length - 1);
                case PROGRESS -> {
                    // For people.
                }
                default ->
                        throw new Broken(
                                "the host says: "
                                        + new String(
                                                Arrays.copyOfRange(packet, 1, packet.length),
                                                StandardCharsets.UTF_8));
            }
            packet = next();
        }
    }
}
