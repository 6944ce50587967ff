package mos.token.migrate;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import mos.token.json.Json;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/// Takes out of MOS's files what is here now, and overwrites what they held: on the owner's word
/// alone. What was not brought over stays there as it is.
public final class Shredding {
    private final MosBox box;
    private final Report report;
    private final List<String> done = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    /// Of a report about this box.
    public Shredding(MosBox box, Report report) {
        this.box = box;
        this.report = report;
    }

    /// What it would take out, in words; empty for nothing.
    public String intent() {
        List<String> parts = new ArrayList<>();
        add(parts, report.tokens().size(), "admin token", box.adminTokenPath());
        add(parts, report.services().size(), "service token", MosBox.SERVICE_TOKENS);
        return String.join(" and ", parts);
    }

    private static void add(List<String> parts, int count, String kind, String file) {
        if (count > 0) {
            parts.add("%d %s%s from %s".formatted(count, kind, count == 1 ? "" : "s", file));
        }
    }

    /// Does it, each file for itself.
    public void run() {
        if (!report.tokens().isEmpty()) {
            replace(box.adminTokenPath(), AdminTokenFile.LARGEST, this::otherAdminTokens);
        }
        if (!report.services().isEmpty()) {
            replace(MosBox.SERVICE_TOKENS, MosBox.LARGEST_SERVICE_TOKENS, this::otherServiceTokens);
        }
    }

    /// The files that were rewritten.
    public List<String> done() {
        return List.copyOf(done);
    }

    /// Why a file was left as it is.
    public List<String> problems() {
        return List.copyOf(problems);
    }

    private interface Rest {
        byte[] of(byte[] before) throws IOException;
    }

    private void replace(String file, int most, Rest rest) {
        try {
            byte[] before = box.directory().read(file, most);
            if (!box.unchanged(file, before)) {
                throw new IOException("it changed meanwhile: run this again");
            }
            box.directory().replace(file, rest.of(before));
            Arrays.fill(before, (byte) 0);
            done.add(file);
        } catch (IOException e) {
            problems.add(file + " was left as it is: " + Shown.why(e));
        }
    }

    private byte[] otherAdminTokens(byte[] before) throws IOException {
        if (!box.adminTokens().problem().isEmpty()) {
            throw new IOException(box.adminTokens().problem());
        }
        ByteArrayOutputStream rest = new ByteArrayOutputStream();
        rest.writeBytes(ascii("["));
        String between = "\n  ";
        for (MosToken token : box.adminTokens().tokens()) {
            if (!report.tokens().contains(token.place())) {
                rest.writeBytes(ascii(between));
                rest.write(before, token.from(), token.to() - token.from());
                between = ",\n  ";
            }
        }
        rest.writeBytes(ascii("\n]\n"));
        byte[] file = rest.toByteArray();
        AdminTokenFile check = AdminTokenFile.parse(file);
        if (!check.problem().isEmpty()
                || check.tokens().size()
                        != box.adminTokens().tokens().size() - report.tokens().size()) {
            throw new IOException("what would be left could not be read back");
        }
        return file;
    }

    private byte[] otherServiceTokens(byte[] before) {
        ObjectNode rest = Json.object();
        for (Map.Entry<String, JsonNode> entry : Json.read(before).properties()) {
            if (report.services().contains(entry.getKey())) {
                rest.putNull(entry.getKey()); // as MOS writes one that was cleared
            } else {
                rest.set(entry.getKey(), entry.getValue());
            }
        }
        return Json.write(rest);
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }
}
