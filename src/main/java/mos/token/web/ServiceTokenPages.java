package mos.token.web;

import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.UnaryOperator;
import mos.token.access.Level;
import mos.token.access.Resource;
import mos.token.http.Need;
import mos.token.http.Reply;
import mos.token.http.Request;
import mos.token.http.Route;
import mos.token.servicetoken.Described;
import mos.token.servicetoken.Entry;
import mos.token.servicetoken.Look;
import mos.token.servicetoken.Put;
import mos.token.servicetoken.Service;
import mos.token.servicetoken.ServiceTokens;
import org.jspecify.annotations.Nullable;

/// The section of the client tokens: its fields, saving, looking, and removing.
///
/// What sends a request is never itself replaced: htmx looks for the targets of an answer where the
/// sender is, and finds none around one that was taken away meanwhile.
final class ServiceTokenPages {
    private static final String BASE = Pages.HOME + "/service-tokens";
    private static final Need READ = new Need.Granted(Resource.MOS, Level.READ);
    private static final Need WRITE = new Need.Granted(Resource.MOS, Level.WRITE);

    /// Draws the whole page, for browsers without scripts.
    @FunctionalInterface
    interface WholePage {
        /// The page with these services.
        Reply show(
                Request request, int status, View.Frame frame, List<ServiceView.Service> services);
    }

    private final Pages pages;
    private final RecentSignIn recent;
    private final ServiceTokens tokens;
    private final Clock clock;
    private final WholePage whole;

    ServiceTokenPages(
            Pages pages, RecentSignIn recent, ServiceTokens tokens, Clock clock, WholePage whole) {
        this.pages = pages;
        this.recent = recent;
        this.tokens = tokens;
        this.clock = clock;
        this.whole = whole;
    }

    List<Route> routes() {
        return List.of(
                Route.page("POST", BASE, WRITE, this::save),
                Route.page("POST", BASE + "/validate", WRITE, this::validate),
                Route.page("GET", BASE + "/{service}/remove", READ, this::askRemove),
                Route.page("POST", BASE + "/{service}/remove", WRITE, this::remove));
    }

    /// The fields, in words.
    List<ServiceView.Service> list(Request request) {
        return list(request, List.of());
    }

    /// @param looks what the services said just now
    private List<ServiceView.Service> list(Request request, List<Look> looks) {
        ServiceWords words = words(request);
        return tokens.describe(request.caller()).stream()
                .map(described -> words.of(withUses(request, described), looks))
                .toList();
    }

    private ServiceWords words(Request request) {
        return new ServiceWords(pages.texts(request));
    }

    /// The page tells the uses of stored tokens, so that reading them is audited each time.
    private Described withUses(Request request, Described described) {
        return described.mask() == null
                ? described
                : tokens.describe(request.caller(), described.service());
    }

    private Reply save(Request request) throws IOException {
        Form form = Form.of(request);
        ServiceForm entered =
                ServiceForm.of(
                        form,
                        tokens.describe(request.caller()),
                        pages.texts(request),
                        clock.instant());
        if (entered.unchanged()) {
            return changed(request, "unchanged", List.of());
        }
        if (!entered.wrong().isEmpty()) {
            return notSaved(
                    request,
                    view -> {
                        String key = entered.wrong().get(service(view));
                        return key == null ? view : view.wrong(pages.texts(request).of(key));
                    });
        }
        Set<Service> doubtful = entered.doubtful(tokens);
        if (!doubtful.isEmpty()) {
            return notSaved(
                    request,
                    view ->
                            doubtful.contains(service(view))
                                    ? view.asking(
                                            pages.texts(request).of("service.strong." + view.id()))
                                    : view);
        }
        return entered.entries().isEmpty()
                ? save(request, entered)
                : recent.before(
                        request,
                        form,
                        question -> asked(request, question, entered.entries().keySet()),
                        recently -> save(recently, entered));
    }

    private Reply save(Request request, ServiceForm entered) {
        return switch (tokens.put(request.caller(), Map.copyOf(entered.entries()))) {
            case Put.Done done -> {
                for (Map.Entry<Service, @Nullable Instant> end : entered.ends().entrySet()) {
                    Optional<Put> put =
                            tokens.expires(request.caller(), end.getKey(), end.getValue());
                    if (put.orElse(done) instanceof Put.Rejected rejected) {
                        yield rejected(request, rejected);
                    }
                }
                yield changed(request, "saved", done.hints());
            }
            case Put.Rejected rejected -> rejected(request, rejected);
        };
    }

    private static Service service(ServiceView.Service view) {
        return Service.known(view.id()).orElseThrow();
    }

    private Reply asked(Request request, View.SignInAgain question, Set<Service> entered) {
        View.Frame frame = pages.frame(request, notSaved(request)).asking(question);
        // With scripts what was entered stays in its field.
        String again = pages.texts(request).of("service.again");
        return notSaved(
                request,
                frame,
                view ->
                        !Pages.fragment(request) && entered.contains(service(view))
                                ? view.wrong(again)
                                : view);
    }

    private Reply rejected(Request request, Put.Rejected rejected) {
        View.Frame frame = pages.frame(request, notSaved(request));
        return notSaved(
                request,
                frame,
                view ->
                        service(view) == rejected.service()
                                ? view.wrong(rejected.problem())
                                : view);
    }

    private Reply notSaved(Request request, UnaryOperator<ServiceView.Service> remark) {
        return notSaved(request, pages.frame(request, notSaved(request)), remark);
    }

    private View.Snack notSaved(Request request) {
        return pages.bad(request, "snack.notsaved");
    }

    /// Nothing is saved. With scripts only the messages are replaced, so that what was entered
    /// stays in its field; it is never sent back.
    ///
    /// @param remark tells what is wrong with a field, or asks
    private Reply notSaved(
            Request request, View.Frame frame, UnaryOperator<ServiceView.Service> remark) {
        List<ServiceView.Service> services = list(request).stream().map(remark).toList();
        if (!Pages.fragment(request)) {
            return whole.show(request, 422, frame, services);
        }
        List<Pages.Drawing> drawings = new ArrayList<>();
        for (ServiceView.Service view : services) {
            drawings.add(out ->
                    JteserviceErrorGenerated.render(out, Pages.NO_INTERCEPTOR, frame, view, true));
        }
        drawings.add(out ->
                JtesignInAgainGenerated.render(out, Pages.NO_INTERCEPTOR, frame, "service", true));
        drawings.add(later(request, notSaved(request)));
        return pages.html(request, 422, drawings.toArray(Pages.Drawing[]::new))
                .with("HX-Reswap", "none");
    }

    private Reply validate(Request request) {
        List<Look> looks = tokens.validate(request.caller());
        View.Snack snack = words(request).summary(looks);
        List<ServiceView.Service> services = list(request, looks);
        if (!Pages.fragment(request)) {
            return whole.show(request, 200, pages.frame(request, snack), services);
        }
        View.Frame frame = pages.frame(request, null);
        // Only the states are replaced: a token being entered stays in its field.
        List<Pages.Drawing> drawings = new ArrayList<>();
        for (ServiceView.Service view : services) {
            drawings.add(
                    out -> JteserviceStateGenerated.render(out, Pages.NO_INTERCEPTOR, view, true));
            drawings.add(out ->
                    JteserviceKnownGenerated.render(out, Pages.NO_INTERCEPTOR, frame, view, true));
        }
        drawings.add(later(request, snack));
        return pages.html(request, 200, drawings.toArray(Pages.Drawing[]::new));
    }

    private Reply askRemove(Request request) {
        Optional<Service> service = Service.known(request.parameter("service"));
        if (service.isEmpty()) {
            return missing(request);
        }
        View.Frame frame = pages.frame(request, null);
        String key = service.get().key();
        var confirm =
                new View.Confirm(
                        frame.of("remove.title", frame.of("service." + key)),
                        frame.of("remove.text"),
                        null,
                        List.of(),
                        frame.of("remove.button"),
                        BASE + "/" + key + "/remove",
                        "#service-fields");
        return pages.dialog(
                request,
                200,
                confirm.title(),
                out -> JteconfirmGenerated.render(out, Pages.NO_INTERCEPTOR, frame, confirm));
    }

    private Reply remove(Request request) {
        Optional<Service> service = Service.known(request.parameter("service"));
        if (service.isEmpty()) {
            return missing(request);
        }
        return switch (tokens.put(request.caller(), Map.of(service.get(), new Entry.Clear()))) {
            case Put.Done _ -> changed(request, "removed", List.of());
            case Put.Rejected rejected -> rejected(request, rejected);
        };
    }

    private Reply changed(Request request, String key, List<String> hints) {
        View.Snack snack = pages.good(request, "snack." + key);
        View.@Nullable Snack hint =
                hints.isEmpty() ? null : new View.Snack(false, String.join(" ", hints));
        if (!Pages.fragment(request)) {
            return hint == null
                    ? Pages.home(key)
                    : whole.show(request, 200, pages.frame(request, hint), list(request));
        }
        View.Frame frame = pages.frame(request, null);
        List<ServiceView.Service> services = list(request);
        List<Pages.Drawing> drawings = new ArrayList<>();
        drawings.add(out ->
                JteserviceFieldsGenerated.render(out, Pages.NO_INTERCEPTOR, frame, services));
        drawings.add(out ->
                JtesignInAgainGenerated.render(out, Pages.NO_INTERCEPTOR, frame, "service", true));
        drawings.add(later(request, snack));
        if (hint != null) {
            drawings.add(later(request, hint));
        }
        return pages.html(request, 200, drawings.toArray(Pages.Drawing[]::new))
                .with(
                        "HX-Trigger-After-Swap",
                        key.equals("saved") ? "close-dialog, token-saved" : "close-dialog");
    }

    private Pages.Drawing later(Request request, View.Snack snack) {
        View.Frame frame = pages.frame(request, null);
        return out -> JtesnackLaterGenerated.render(out, Pages.NO_INTERCEPTOR, frame, snack);
    }

    private Reply missing(Request request) {
        return pages.problem(
                request,
                404,
                pages.texts(request).of("problem.missing"),
                pages.texts(request).of("problem.missing.text"));
    }
}
