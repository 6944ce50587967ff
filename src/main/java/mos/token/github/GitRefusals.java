package mos.token.github;

import java.util.Optional;
import mos.token.http.Reply;

/// Says why a host shows no repository, or gives nothing of it.
final class GitRefusals {
    private GitRefusals() {}

    /// Why a repository is not shown; empty when it is.
    static Optional<Reply> of(Refusals.Shape shape, GitHost host, Answer answer) {
        Refusals refusals = host.refusals();
        return switch (answer) {
            case Answer.Whole _, Answer.Large _ -> Optional.empty();
            case Answer.Relayed relayed ->
                    relayed.status() == 200
                            ? Optional.empty()
                            : Optional.of(of(shape, host, relayed.status()));
            case Answer.Limited limited -> Optional.of(refusals.limited(shape, limited.until()));
            case Answer.Down down ->
                    Optional.of(refusals.down(shape, down.status(), down.detail()));
            case Answer.NeedsToken _ -> Optional.of(refusals.needsToken(shape));
        };
    }

    /// What came of asking, which was no success.
    static Reply of(Refusals.Shape shape, GitHost host, Asked asked) {
        return switch (asked) {
            case Asked.Limited limited -> host.refusals().limited(shape, limited.until());
            case Asked.Down down -> host.refusals().down(shape, down.status(), down.detail());
            case Asked.Unauthorized _ -> of(shape, host, 401);
            case Asked.Other other -> of(shape, host, other.status());
            case Asked.Unchanged _ -> of(shape, host, 304);
            case Asked.Got got -> {
                got.answer().close();
                throw new IllegalStateException("what was given is no refusal");
            }
        };
    }

    private static Reply of(Refusals.Shape shape, GitHost host, int status) {
        String label = host.tokens().label();
        return switch (status) {
            // Not 401: the caller's credential is good, and git would only ask for it again.
            case 401, 404, 410, 451 ->
                    host.refusals()
                            .of(
                                    shape,
                                    404,
                                    label
                                            + " shows no such repository to the token that MOS"
                                            + " Token holds.");
            case 403 ->
                    host.refusals()
                            .of(
                                    shape,
                                    403,
                                    label
                                            + " does not let the stored token read this"
                                            + (shape == Refusals.Shape.LFS
                                                    ? ", or the repository has used up its LFS data."
                                                    : "."));
            default -> host.refusals().down(shape, 502, host.name() + " answered " + status);
        };
    }
}
