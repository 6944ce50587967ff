package mos.token.flows;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import mos.token.config.Config;
import mos.token.testkit.Eventually;
import mos.token.testkit.TestApp;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/// Old audit rows go, and the chain holds from the first kept one.
class AuditRetentionFlowTest extends AuditFlow {
    private static final Duration TOO_LONG = Config.AUDIT_RETENTION.plusMillis(1);

    @Test
    void whatIsTooOldGoesAndTheChainHoldsFromTheFirstKeptRow() {
        trail(12_000);
        app.clock().move(TOO_LONG);
        trail(3);
        app.restart();
        awaitRemovals(3);
        assertIntactFrom(12_001);
        List<JsonNode> removals = removals();
        assertTrue(detail(removals.get(0)).startsWith("rows 1 to 5000, from before "));
        assertTrue(detail(removals.get(2)).startsWith("rows 10001 to 12000, from before "));
        assertEquals("product", removals.getFirst().path("callerKind").stringValue());

        // Nothing more is too old: the next start removes nothing, and the chain goes on.
        app.restart();
        trail(1);
        assertIntactFrom(12_001);
        assertEquals(3, removals().size());

        // Who removes more must forge the anchor, and needs the key for that.
        tamper("delete from audit where seq = 12001");
        assertEquals("{\"intact\":false,\"firstBroken\":12001}", text(audit("/verify")));
        tamper("update audit_anchor set seq = 12001");
        assertEquals("{\"intact\":false,\"firstBroken\":1}", text(audit("/verify")));
        tamper("delete from audit_anchor");
        assertEquals("{\"intact\":false,\"firstBroken\":1}", text(audit("/verify")));
    }

    /// A year later, everything at once: the number of the next row is not given again.
    @Test
    void numbersGoOnWhenEverythingWasTooOld() {
        trail(5);
        for (int first : new int[] {1, 6}) {
            app.clock().move(TOO_LONG);
            trail(1);
            app.restart();
            Eventually.within(
                    Duration.ofSeconds(20),
                    () ->
                            removals().stream()
                                    .anyMatch(row -> detail(row).startsWith("rows " + first)));
        }
        String went = detail(removals().getFirst());
        assertIntactFrom(Long.parseLong(went.replaceAll("rows 6 to (\\d+),.*", "$1")) + 1);
    }

    @Test
    void whatSomebodyTamperedWithStaysAsEvidence() {
        trail(9);
        tamper("update audit set detail = 'other' where seq = 5");
        app.clock().move(TOO_LONG);
        trail(1);
        app.restart();
        awaitRemovals(1);
        assertTrue(detail(removals().getFirst()).startsWith("rows 1 to 4, from before "));
        assertEquals("{\"intact\":false,\"firstBroken\":5}", text(audit("/verify")));
    }

    /// The rows that tell of removals have its time; they must not make others old.
    @Test
    void aClockThatLeaptAheadRemovesWhatWasTooOldBefore() {
        trail(2);
        app.clock().move(TOO_LONG);
        trail(4);
        app.clock().move(Duration.ofDays(20_000));
        app.restart();
        awaitRemovals(1);
        assertTrue(detail(removals().getFirst()).startsWith("rows 1 to 2, from before "));
        assertIntactFrom(3);
        assertEquals(1, removals().size());
    }

    private void trail(int rows) {
        write(
                OWNER,
                "test",
                change -> {
                    for (int i = 0; i < rows; i++) {
                        change.audited("subject", "");
                    }
                });
    }

    private void assertIntactFrom(long first) {
        assertEquals(first, rows("?after=0&limit=1").getFirst().path("seq").longValue());
        JsonNode chain = TestApp.json(audit("/verify"));
        assertTrue(chain.path("intact").booleanValue(), chain::toString);
        long newest = rows("?limit=1").getFirst().path("seq").longValue();
        assertEquals(newest - first + 1, chain.path("rows").longValue());
    }

    private void awaitRemovals(int most) {
        Eventually.within(Duration.ofSeconds(20), () -> removals().size() == most);
    }

    private List<JsonNode> removals() {
        return rows("?after=0&action=audit.remove");
    }

    private static String detail(JsonNode row) {
        return row.path("detail").stringValue();
    }
}
