package mos.token.contract;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/// A request to MOS's API as it was recorded, and the answer.
///
/// @param part the heading that it stands under
/// @param headers lines as sent
/// @param body of the request, or null for none
/// @param ours what we answer instead, on purpose; null when we answer as MOS does
record MosExchange(
        String part,
        String title,
        String method,
        String target,
        List<String> headers,
        @Nullable String body,
        Reply mos,
        @Nullable Reply ours) {

    /// An answer.
    ///
    /// @param note of MOS's answer the `Content-Type`, of ours the reason for the difference
    /// @param body JSON, or an empty text when it is not looked at
    record Reply(int status, String note, String body) {}

    /// Reads `mos-exchanges.txt`, whose first lines say how it is written.
    static List<MosExchange> all() {
        List<MosExchange> all = new ArrayList<>();
        String part = "";
        List<String> lines = new ArrayList<>();
        for (String line : (read() + "\n# end").lines().toList()) {
            if (line.startsWith("#")) {
                if (!lines.isEmpty() && lines.getFirst().startsWith("### ")) {
                    all.add(of(part, lines));
                }
                part = line.startsWith("# ") ? line.substring(2) : part;
                lines.clear();
            }
            if (!line.isEmpty()) {
                lines.add(line);
            }
        }
        return all;
    }

    private static String read() {
        try {
            return Files.readString(Path.of("src/test/resources/mos-exchanges.txt"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static MosExchange of(String part, List<String> lines) {
        List<String> request = new ArrayList<>();
        String body = null;
        Reply mos = null;
        Reply ours = null;
        for (int i = 1; i < lines.size(); i++) {
            String line = lines.get(i);
            boolean bodied = i + 1 < lines.size() && !lines.get(i + 1).matches("[<>!] .*");
            switch (line.charAt(0)) {
                case '>' -> request.add(line.substring(2));
                case '<' -> mos = reply(line, bodied ? lines.get(i + 1) : "");
                case '!' -> ours = reply(line, bodied ? lines.get(i + 1) : "");
                default -> body = mos == null ? line : body;
            }
        }
        if (mos == null) {
            throw new AssertionError(lines.getFirst() + " has no answer");
        }
        String[] target = request.getFirst().split(" ", 2);
        return new MosExchange(
                part,
                lines.getFirst().substring(4),
                target[0],
                target[1],
                List.copyOf(request.subList(1, request.size())),
                body,
                mos,
                ours);
    }

    private static Reply reply(String line, String body) {
        String[] words = (line.substring(2) + " ").split(" ", 2);
        return new Reply(Integer.parseInt(words[0]), words[1].strip(), body);
    }
}
