package mos.token.admintoken;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import mos.token.access.Permissions;
import mos.token.testkit.InTokenHouse;
import mos.token.testkit.TokenHouse;
import org.junit.jupiter.api.Test;

/// Finding tokens by a part of their name or description.
class TokenSearchTest extends InTokenHouse {
    private void issue(String name, String description) {
        house.issue(Terms.of(name, description, Permissions.nothing()));
    }

    /// The names on each page.
    private List<List<String>> pages(String text, TokenQuery.Sort sort, boolean down, int limit) {
        List<List<String>> pages = new ArrayList<>();
        String after = "";
        do {
            TokenQuery query =
                    new TokenQuery(text, null, null, null, null, sort, down, after, limit);
            TokenQuery.Page page = house.adminTokens.list(TokenHouse.OWNER, query);
            pages.add(page.tokens().stream().map(one -> one.token().name()).toList());
            after = page.next();
        } while (!after.isEmpty());
        return pages;
    }

    private List<String> found(String text) {
        return pages(text, TokenQuery.Sort.CREATED, false, 10).getFirst();
    }

    /// Names and descriptions fold alike.
    @Test
    void aSearchKnowsNoCaseInAnyScript() {
        issue("a", "für die KÜCHE");
        issue("b", "Straße, ΚΟΥΖΊΝΑ, кухня");
        issue("c", "plain KITCHEN, 100 %");
        issue("Küche ＡＢＣ", "");
        assertEquals(List.of("a", "Küche ＡＢＣ"), found("küche"));
        assertEquals(List.of("a", "Küche ＡＢＣ"), found("KÜCHE"));
        assertEquals(List.of("b"), found("STRASSE"));
        assertEquals(List.of("b"), found("κουζίνα"));
        assertEquals(List.of("b"), found("КУХНЯ"));
        assertEquals(List.of("c"), found("kitchen"));
        assertEquals(List.of("c"), found("ｋitchen, 100 %"));
        assertEquals(List.of("Küche ＡＢＣ"), found("abc"));
        assertEquals(List.of(), found("_ %"));
        assertEquals(List.of("a", "b", "c", "Küche ＡＢＣ"), found(""));
    }

    /// What the database gives and does not match makes no page short and none too long.
    @Test
    void pagesAreFullWhateverLiesBetween() {
        for (int i = 0; i < 30; i++) {
            issue("t%02d".formatted(i), i % 6 == 5 ? "die KÜCHE" : "das Bäd");
        }
        for (TokenQuery.Sort sort : TokenQuery.Sort.values()) {
            assertEquals(
                    List.of(List.of("t05", "t11"), List.of("t17", "t23"), List.of("t29")),
                    pages("küche", sort, false, 2),
                    sort.name());
            assertEquals(
                    List.of(List.of("t29", "t23"), List.of("t17", "t11"), List.of("t05")),
                    pages("küche", sort, true, 2),
                    sort.name());
        }
        assertEquals(
                List.of(List.of("t05", "t11", "t17", "t23", "t29")),
                pages("küche", TokenQuery.Sort.NAME, false, 5));
    }
}
