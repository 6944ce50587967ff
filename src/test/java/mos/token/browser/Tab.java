package mos.token.browser;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.microsoft.playwright.BrowserContext;
import com.microsoft.playwright.Locator;
import com.microsoft.playwright.Page;
import com.microsoft.playwright.options.AriaRole;
import java.net.URI;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.regex.Pattern;

/// One browser window that notes what must not happen: script errors, refused resources (content
/// security policy) and requests to the outside.
final class Tab implements AutoCloseable {
    static final String HOME = "/settings/network/token";

    private static final Set<String> INSIDE = Set.of("127.0.0.1", Chromium.NAS);

    final BrowserContext context;
    final Page page;
    private final List<String> problems = new CopyOnWriteArrayList<>();

    Tab(BrowserContext context) {
        this.context = context;
        context.setDefaultTimeout(20_000);
        page = context.newPage();
        page.onPageError(error -> problems.add("script error: " + error));
        page.onConsoleMessage(message -> {
            // The browser itself notes each error reply; those are what the tests ask for.
            if (message.type().equals("error")
                    && !message.text()
                            .startsWith("Failed to load resource: the server responded")) {
                problems.add("console: " + message.text());
            }
        });
        context.onRequest(request -> {
            URI url = URI.create(request.url());
            if (url.getHost() != null && !INSIDE.contains(url.getHost())) {
                problems.add("request to the outside: " + url.getHost());
            }
        });
    }

    /// Opens a sign-in link and presses its button, in any language.
    Tab signIn(String link) {
        page.navigate(link);
        page.locator("main .act-main").click();
        page.waitForURL(Pattern.compile(".*" + HOME + "$"));
        return this;
    }

    /// Opens another page of the menu, or one below it, by its path behind [#HOME].
    void open(String path) {
        page.navigate(URI.create(page.url()).resolve(HOME + path).toString());
    }

    void signOut() {
        openAccount();
        page.locator(".account-menu").getByText("Sign out").click();
    }

    /// The menu with who is signed in and how the page looks.
    void openAccount() {
        if (page.locator(".account[open]").count() == 0) {
            page.locator(".account summary").click();
        }
    }

    Locator button(String name) {
        return role(AriaRole.BUTTON, name);
    }

    Locator link(String name) {
        return role(AriaRole.LINK, name);
    }

    Locator field(String label) {
        return page.getByLabel(label, new Page.GetByLabelOptions().setExact(true));
    }

    Locator dialog() {
        return page.locator("#dialog");
    }

    /// The list's entry of a token.
    Locator token(String name) {
        return page.locator(".token")
                .filter(
                        new Locator.FilterOptions()
                                .setHas(
                                        page.getByRole(
                                                AriaRole.HEADING,
                                                new Page.GetByRoleOptions()
                                                        .setName(name)
                                                        .setExact(true))));
    }

    /// `Delete` or `Deactivate` of a token.
    Locator act(String act, String name) {
        return link(act + " " + name);
    }

    /// Fills the form of a new token, which is open, and creates it; gives the token's text.
    String create(String name, String mode) {
        field("Name").fill(name);
        page.locator("[name=mode][value=" + mode + "]").check();
        button("Create").click();
        return field("Token").inputValue();
    }

    /// Fails the test when anything happened that must not.
    void assertClean() {
        assertEquals(List.of(), problems);
    }

    private Locator role(AriaRole role, String name) {
        return page.getByRole(role, new Page.GetByRoleOptions().setName(name).setExact(true));
    }

    @Override
    public void close() {
        context.close();
    }
}
