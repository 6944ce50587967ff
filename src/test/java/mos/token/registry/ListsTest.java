package mos.token.registry;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ListsTest {
    @Test
    void theNextPageIsBuiltAnewFromItsTwoParameters() {
        for (String link :
                new String[] {
                    "</v2/a/b/tags/list?n=2&last=b>; rel=\"next\"",
                    "<https://registry.example/v2/a/b/tags/list?last=b&n=2&x=y>; rel=next",
                    " </v2/a/b/tags/list?n=2&last=b>;rel=\"next\"; title=\"x\"",
                }) {
            assertEquals(Optional.of("?n=2&last=b"), Lists.nextPage(link), link);
        }
        assertEquals(Optional.of("?last=b"), Lists.nextPage("<?last=b>; rel=\"next\""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "<x>; rel=\"next\"",
                "</v2/a/tags/list?n=2&last=b>; rel=\"prev\"",
                "</v2/a/tags/list?n=-1&last=..%2F>; rel=\"next\"",
                "</v2/a/tags/list?last=%zz>; rel=\"next\"",
                "</v2/a/tags/list?last=a%0d%0aX:y>; rel=\"next\"",
            })
    void whatIsNoNextPageIsNone(String link) {
        assertEquals(Optional.empty(), Lists.nextPage(link));
    }

    @Test
    void parametersThatBreakTheGrammarNeverReachTheUpstream() {
        assertEquals("tags/list?n=5&last=v1", Lists.tags(Optional.of("5"), Optional.of("v1")));
        assertEquals("tags/list", Lists.tags(Optional.of("5&x=y"), Optional.of("a/../b?c")));
        assertEquals(
                "referrers/" + mos.token.content.Digest.of(new byte[0]) + "?artifactType=a%2Fb%26c",
                Lists.referrers(mos.token.content.Digest.of(new byte[0]), Optional.of("a/b&c")));
    }
}
