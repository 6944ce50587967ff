package mos.token.web;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import mos.token.admintoken.AdminToken;
import mos.token.admintoken.AdminTokens;
import mos.token.admintoken.Rotation;
import mos.token.admintoken.Uses;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.http.Route;
import mos.token.secret.SecretText;

/// Gives a token a new secret.
final class RotationPages {
    /// What can be chosen, in hours; the API takes any overlap.
    private static final List<Integer> HOURS = List.of(0, 1, 24, 24 * 7, 24 * 30);

    private final Pages pages;
    private final RecentSignIn recent;
    private final AdminTokens tokens;
    private final ShownOnce once;
    private final TokenDetailPages details;

    RotationPages(
            Pages pages,
            RecentSignIn recent,
            AdminTokens tokens,
            ShownOnce once,
            TokenDetailPages details) {
        this.pages = pages;
        this.recent = recent;
        this.tokens = tokens;
        this.once = once;
        this.details = details;
    }

    List<Route> routes() {
        String path = TokenDetailPages.BASE + "/{id}/rotate";
        return List.of(
                Route.page(
                        "GET",
                        path,
                        TokenDetailPages.READ,
                        r -> ask(r, 200, pages.frame(r, null), AdminTokens.OVERLAP)),
                Route.page("POST", path, TokenDetailPages.WRITE, this::rotate));
    }

    private Reply ask(Request request, int status, View.Frame frame, Duration chosen) {
        Optional<TokenView.RotationForm> form =
                tokens.get(request.caller(), request.parameter("id"))
                        .map(found -> {
                            AdminToken token = found.listed().token();
                            Uses.Sighting last = found.listed().uses().last();
                            return new TokenView.RotationForm(
                                    token.id(),
                                    token.name(),
                                    last == null
                                            ? null
                                            : frame.of(
                                                    "confirm.used",
                                                    frame.texts().time(last.at()),
                                                    new AdminTokenWords(frame.texts()).seen(last)),
                                    overlaps(frame, chosen));
                        });
        return form.map(asked ->
                        pages.dialog(
                                request,
                                status,
                                frame.of("rotate.title", asked.name()),
                                out ->
                                        JterotateGenerated.render(
                                                out, Pages.NO_INTERCEPTOR, frame, asked)))
                .orElseGet(() -> details.missing(request));
    }

    private static List<TokenView.Overlap> overlaps(View.Frame frame, Duration chosen) {
        return HOURS.stream()
                .map(hours ->
                        new TokenView.Overlap(
                                hours,
                                frame.of("rotate.overlap." + hours),
                                chosen.equals(Duration.ofHours(hours))))
                .toList();
    }

    private Reply rotate(Request request) throws IOException {
        Form form = Form.of(request);
        Duration overlap =
                HOURS.stream()
                        .filter(hours -> form.text("overlap").equals(String.valueOf(hours)))
                        .findFirst()
                        .map(Duration::ofHours)
                        .orElse(AdminTokens.OVERLAP);
        return recent.before(
                request,
                form,
                question -> ask(request, 422, pages.frame(request, null).asking(question), overlap),
                recently -> rotate(recently, overlap));
    }

    private Reply rotate(Request request, Duration overlap) {
        return switch (tokens.rotate(request.caller(), request.parameter("id"), overlap)) {
            case Rotation.Rotated(AdminToken token, SecretText secret, var _) ->
                    once.of(request, "rotated", token, secret);
            case Rotation.NotFound _ -> details.missing(request);
            case Rotation.AboveCaller _, Rotation.OldSecret _ ->
                    pages.problem(
                            request,
                            403,
                            pages.texts(request).of("problem.denied"),
                            pages.texts(request).of("problem.above.text"));
        };
    }
}
