package mos.token.clientconfig;

/// A client's settings cannot be changed as they are; the message names the file and the fix and
/// holds nothing of the file's text.
public final class ConfigProblem extends RuntimeException {
    private static final long serialVersionUID = 1;

    ConfigProblem(String sentence) {
        super(sentence, null, false, false);
    }

    /// What is wrong, for the person.
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
