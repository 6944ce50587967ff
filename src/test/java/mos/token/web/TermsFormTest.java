package mos.token.web;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNull;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.ZoneId;
import java.util.Collections;
import java.util.Map;
import java.util.Set;
import mos.token.access.Level;
import mos.token.access.Permissions;
import mos.token.access.Presets;
import mos.token.admintoken.Life;
import mos.token.admintoken.Terms;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class TermsFormTest {
    private static final Instant NOW = Instant.parse("2027-03-27T12:00:00.123456Z");
    private static final Terms NOTHING = Terms.of("", "", Permissions.readonly());

    /// East of Greenwich, in the night of whose 28 March 2027 an hour is missing.
    private final Texts texts = new Languages(ZoneId.of("Europe/Berlin")).of("en");

    private static TermsForm entered(String fields) {
        return TermsForm.of(Form.parse(fields.getBytes(StandardCharsets.UTF_8)));
    }

    private Terms terms(String fields, Terms before) {
        return assertInstanceOf(
                        TermsForm.Outcome.Fit.class, entered(fields).terms(texts, NOW), fields)
                .change()
                .apply(before);
    }

    private Set<String> wrong(String fields) {
        return assertInstanceOf(
                        TermsForm.Outcome.Unfit.class, entered(fields).terms(texts, NOW), fields)
                .form()
                .errors()
                .keySet();
    }

    @Test
    void anUntouchedFormIsAWeakTokenWithoutBounds() {
        Terms terms =
                terms("name=x&description=&mode=readonly&expiry=never&date=&networks=", NOTHING);
        assertEquals(Terms.of("x", "", Permissions.readonly()), terms);
    }

    @ParameterizedTest
    @CsvSource({
        "30, '', 2027-04-26T12:00:00.123Z",
        "90, '', 2027-06-25T12:00:00.123Z",
        "365, '', 2028-03-26T12:00:00.123Z",
        "date, 2027-03-27, 2027-03-27T23:00:00Z",
        "date, 2027-03-28, 2027-03-28T22:00:00Z",
    })
    void endsAfterDaysOrWithADay(String expiry, String date, Instant end) {
        assertEquals(
                end,
                terms("mode=full&expiry=" + expiry + "&date=" + date, NOTHING).life().expiresAt());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "&expiry=",
                "&expiry=31",
                "&expiry=date",
                "&expiry=date&date=27.03.2027",
                "&expiry=date&date=2027-02-30",
                "&expiry=date&date=2027-03-26",
                "&expiry=date&date=%2B999999999-12-31",
            })
    void anEndThatIsNoneIsNotForEver(String expiry) {
        assertEquals(Set.of("expiresAt"), wrong("mode=full" + expiry));
    }

    @Test
    void everyPresetIsAMode() {
        for (Presets.Preset preset : Presets.all()) {
            assertEquals(
                    preset.permissions(),
                    terms("expiry=never&mode=preset." + preset.id(), NOTHING).permissions());
            assertEquals(preset.description(), texts.of("new.preset." + preset.id() + ".about"));
        }
        assertEquals(Set.of("permissions"), wrong("expiry=never&mode=preset.none"));
        assertEquals(Set.of("permissions"), wrong("expiry=never"));
    }

    @Test
    void levelsCountForCustomOnly() {
        String levels = "expiry=never&level.docker=write&level.vm=none&level.nothing=read&mode=";
        assertEquals(
                new Permissions.Custom(Map.of("docker", Level.WRITE)),
                terms(levels + "custom", NOTHING).permissions());
        assertEquals(Permissions.full(), terms(levels + "full", NOTHING).permissions());
    }

    @Test
    void networksStandOnLinesOrBetweenCommas() {
        String networks = encoded("192.168.1.0/24, fd00::/8\r\n10.0.0.7\n");
        assertEquals(
                "[192.168.1.0/24, fd00:0:0:0:0:0:0:0/8, 10.0.0.7/32]",
                terms("mode=full&expiry=never&networks=" + networks, NOTHING)
                        .life()
                        .networks()
                        .toString());
    }

    @Test
    void wrongNetworksAreNamedAndKept() {
        String networks = "10.0.0.1/8\nlocalhost\n10.0.0.0/8\n" + "x\n".repeat(20);
        var unfit =
                assertInstanceOf(
                        TermsForm.Outcome.Unfit.class,
                        entered("mode=full&expiry=never&networks=" + encoded(networks))
                                .terms(texts, NOW));
        assertEquals("No network: 10.0.0.1/8, localhost, x, x, x", unfit.form().error("networks"));
        assertEquals(networks.strip(), unfit.form().networks());
        assertNull(unfit.form().error("name"));

        String many = encoded(String.join("\n", Collections.nCopies(51, "10.0.0.0/8")));
        assertEquals(Set.of("networks"), wrong("mode=full&expiry=never&networks=" + many));
    }

    @Test
    void whatIsNotChangedStaysAsItIs() {
        Instant end = Instant.parse("2027-04-01T01:02:03.004Z");
        Terms before =
                new Terms(
                        "x",
                        "two\nlines",
                        new Permissions.Custom(Map.of("docker", Level.READ, "gone", Level.WRITE)),
                        Life.ALWAYS.withActive(false).withNotBefore(NOW).withExpiresAt(end));
        TermsForm form = TermsForm.of(before);
        assertEquals(TermsForm.KEPT, form.expiry());
        String same = "name=x&description=two%0D%0Alines&mode=custom&level.docker=read&expiry=kept";
        assertEquals(Set.of("expiresAt"), wrong(same));
        var fit =
                assertInstanceOf(
                        TermsForm.Outcome.Fit.class,
                        entered(same).keeping(before).terms(texts, NOW));
        assertEquals(before, fit.change().apply(before));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }
}
