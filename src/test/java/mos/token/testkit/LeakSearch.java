package mos.token.testkit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;

/// Searches for planted secrets where none may be: in plain and in every usual encoding. Of a long
/// secret only the middle is searched for, so that a leak cut at either end is found and a mask
/// (prefix and last four characters) is not. Failures name the label of a secret, never its value.
public final class LeakSearch {
    private static final int CHUNK = 4 * 1024 * 1024;

    private record Form(String label, String encoding, String text) {}

    private final List<Form> forms = new ArrayList<>();
    private int longest;

    /// Adds a secret of at least 12 bytes.
    public LeakSearch plant(String label, byte[] secret) {
        for (Map.Entry<String, String> form : SecretForms.of(secret).entrySet()) {
            forms.add(new Form(label, form.getKey(), form.getValue()));
            longest = Math.max(longest, form.getValue().length());
        }
        return this;
    }

    /// Adds a secret given as text.
    public LeakSearch plant(String label, String secret) {
        return plant(label, secret.getBytes(StandardCharsets.UTF_8));
    }

    /// Fails the test when a planted secret is in the name or content of any file under `dir`, or
    /// in one of the texts.
    public void assertNowhere(Path dir, String... texts) {
        List<String> found = new ArrayList<>(findInTexts(texts));
        found.addAll(find(dir));
        fail(found);
    }

    /// Fails the test when a planted secret is in one of the texts.
    public void assertNotIn(String... texts) {
        fail(findInTexts(texts));
    }

    private static void fail(List<String> found) {
        if (!found.isEmpty()) {
            Assertions.fail("leaked:\n  " + String.join("\n  ", found));
        }
    }

    private List<String> findInTexts(String... texts) {
        requireSecrets();
        List<String> found = new ArrayList<>();
        for (int i = 0; i < texts.length; i++) {
            String bytes = latin1(texts[i].getBytes(StandardCharsets.UTF_8));
            for (Form form : forms) {
                if (bytes.contains(form.text())) {
                    found.add(sentence(form, "text " + (i + 1) + " of " + texts.length));
                }
            }
        }
        return found;
    }

    private List<String> find(Path dir) {
        requireSecrets();
        if (!Files.exists(dir)) {
            throw new AssertionError("nothing to search: " + dir + " does not exist");
        }
        List<String> found = new ArrayList<>();
        try (Stream<Path> files = Files.walk(dir)) {
            for (Path file : (Iterable<Path>) files::iterator) {
                String name = latin1(file.toString().getBytes(StandardCharsets.UTF_8));
                for (Form form : forms) {
                    if (name.contains(form.text())) {
                        found.add(sentence(form, "the name of a file in " + dir));
                    }
                }
                if (Files.isRegularFile(file)) {
                    search(file).forEach((form, at) -> found.add(sentence(form, file + ":" + at)));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return found;
    }

    private Map<Form, Long> search(Path file) throws IOException {
        Map<Form, Long> found = new LinkedHashMap<>();
        try (InputStream in = Files.newInputStream(file)) {
            String tail = "";
            long start = 0;
            for (byte[] chunk = in.readNBytes(CHUNK);
                    chunk.length > 0;
                    chunk = in.readNBytes(CHUNK)) {
                // What straddles two chunks is seen in the second one, behind the first one's end.
                String text = tail + latin1(chunk);
                long textStart = start - tail.length();
                for (Form form : forms) {
                    indexOf(text, form).ifPresent(at -> found.putIfAbsent(form, textStart + at));
                }
                start += chunk.length;
                tail = text.substring(Math.max(0, text.length() - longest));
            }
        } catch (NoSuchFileException e) {
            // A journal that ended while we looked.
            return found;
        }
        return found;
    }

    private static Optional<Integer> indexOf(String text, Form form) {
        int at = text.indexOf(form.text());
        return at < 0 ? Optional.empty() : Optional.of(at);
    }

    private void requireSecrets() {
        if (forms.isEmpty()) {
            throw new AssertionError("no secret was planted: this search could not fail");
        }
    }

    private static String sentence(Form form, String where) {
        return "'" + form.label() + "' as " + form.encoding() + " in " + where;
    }

    private static String latin1(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
