package mos.token.github;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/// Which repository a request is about.
sealed interface RepositoryRef {
    /// Where the REST API describes it, starting with a slash.
    String apiPath();

    /// One text per repository, whatever the case of the letters: GitHub ignores it.
    default String key() {
        return apiPath().substring(1).toLowerCase(Locale.ROOT);
    }

    /// A repository by owner and name, as GitHub, Gitea and Forgejo allow them.
    record Named(String owner, String name) implements RepositoryRef {
        /// Dots are of Gitea and Forgejo.
        private static final Pattern OWNER = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9._-]{0,99}");

        private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");

        public Named {
            if (!OWNER.matcher(owner).matches()) {
                throw new IllegalArgumentException(
                        "the owner must be letters, digits and hyphens, as in octocat");
            }
            if (!NAME.matcher(name).matches() || name.equals(".") || name.equals("..")) {
                throw new IllegalArgumentException(
                        "the repository must be letters, digits, '.', '_' and '-', as in"
                                + " hello-world");
            }
        }

        /// Whether a text can be an owner's name.
        static boolean isOwner(String text) {
            return OWNER.matcher(text).matches();
        }

        @Override
        public String apiPath() {
            return "/repos/" + owner + "/" + name;
        }
    }

    /// A repository by its number, as `Link` headers and redirects of renamed ones name it.
    record Numbered(String number) implements RepositoryRef {
        private static final Pattern NUMBER = Pattern.compile("[1-9][0-9]{0,18}");

        public Numbered {
            if (!NUMBER.matcher(number).matches()) {
                throw new IllegalArgumentException("the repository's id must be a number");
            }
        }

        @Override
        public String apiPath() {
            return "/repositories/" + number;
        }
    }

    /// The repository of a REST path, if it is about one.
    ///
    /// @throws IllegalArgumentException naming the part that cannot be right
    static Optional<RepositoryRef> inApiPath(List<String> segments) {
        String first = segments.getFirst();
        if (first.equals("repos") && segments.size() >= 3) {
            return Optional.of(new Named(segments.get(1), segments.get(2)));
        }
        if (first.equals("repositories") && segments.size() >= 2) {
            return Optional.of(new Numbered(segments.get(1)));
        }
        return Optional.empty();
    }
}
