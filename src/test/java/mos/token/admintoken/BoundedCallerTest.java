package mos.token.admintoken;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import mos.token.access.Caller;
import mos.token.access.Demand;
import mos.token.access.Level;
import mos.token.access.Permissions;
import mos.token.net.Cidr;
import mos.token.secret.SecretText;
import mos.token.session.SignIn;
import mos.token.testkit.InTokenHouse;
import mos.token.testkit.TokenHouse;
import mos.token.testkit.TokenHouse.Issued;
import org.junit.jupiter.api.Test;

/// D-21: what a bounded token opened, or may not begin, is bounded as the token is.
class BoundedCallerTest extends InTokenHouse {
    private static final Caller OWNER = TokenHouse.OWNER;
    private static final Instant NOW = Instant.parse("2026-11-23T20:50:58.100Z");
    private static final Instant SOON = NOW.plus(Duration.ofDays(10));
    private static final Cidr HOME = Cidr.parse("10.1.0.0/16");

    BoundedCallerTest() {
        super(NOW);
    }

    private Issued issue(String name, Permissions permissions, Life life) {
        return house.issue(Terms.of(name, "", permissions).withLife(life));
    }

    private SignIn.SignedIn signIn(Issued token) {
        return assertInstanceOf(
                SignIn.SignedIn.class,
                house.sessions.signIn(
                        TokenHouse.OWNER, token.secret(), TokenHouse.use("10.1.2.3")));
    }

    /// A session reaches as far as the token that opened it.
    @Test
    void aSessionReachesNoFurtherThanItsToken() {
        Life bounds = Life.ALWAYS.withExpiresAt(SOON).withNetworks(List.of(HOME));
        Issued token = issue("bounded", Permissions.full(), bounds);
        Caller.Session session = signIn(token).session();
        Cidr inside = Cidr.parse("10.1.2.0/24");
        Life fits = bounds.withNetworks(List.of(inside));
        Map<Life, Boolean> wishes =
                Map.of(
                        bounds,
                        true,
                        fits,
                        true,
                        fits.withExpiresAt(NOW.plusSeconds(60)),
                        true,
                        Life.ALWAYS,
                        false,
                        fits.withExpiresAt(null),
                        false,
                        fits.withExpiresAt(SOON.plusMillis(1)),
                        false,
                        bounds.withNetworks(List.of()),
                        false,
                        bounds.withNetworks(List.of(inside, Cidr.parse("10.2.0.0/16"))),
                        false,
                        bounds.withNetworks(List.of(Cidr.parse("::/0"))),
                        false);
        wishes.forEach((life, granted) -> {
            Terms terms = Terms.of("", "", Permissions.readonly()).withLife(life);
            assertEquals(
                    granted,
                    house.adminTokens.create(session, terms.withName("made " + life.hashCode()))
                            instanceof Creation.Created,
                    life::toString);
        });
    }

    /// A cookie opens the page from where its token may be, and from nowhere else; so does a link.
    @Test
    void aSessionOpensOnlyFromTheNetworksOfItsToken() {
        Issued token = issue("home", Permissions.full(), Life.ALWAYS.withNetworks(List.of(HOME)));
        SecretText cookie = signIn(token).cookie();
        for (int round = 0; round < 2; round++) {
            assertTrue(house.sessions.verify(cookie, TokenHouse.use("10.1.9.9")).isPresent());
            for (String elsewhere : List.of("10.2.0.1", "198.51.100.7", "fd00::1")) {
                assertTrue(house.sessions.verify(cookie, TokenHouse.use(elsewhere)).isEmpty());
            }
            Use hidden = new Use(null, "", new Demand.Nothing());
            assertTrue(house.sessions.verify(cookie, hidden).isEmpty());
            SecretText link = house.sessions.newLink(token.caller()).code();
            assertInstanceOf(
                    SignIn.Refused.class,
                    house.sessions.signInWithLink(
                            TokenHouse.OWNER, link, TokenHouse.use("198.51.100.7")));
            house.close();
            house = new TokenHouse(directory, clock);
        }
    }

    /// A token that would open only next month is wider when it opens now.
    @Test
    void nobodyLetsATokenBeginSoonerThatOutlivesThem() {
        Permissions manager = new Permissions.Custom(Map.of("auth", Level.WRITE));
        Caller caller = issue("manager", manager, Life.ALWAYS.withExpiresAt(SOON)).caller();
        Instant begins = NOW.plus(Duration.ofDays(5));
        Issued other = issue("later", Permissions.nothing(), Life.ALWAYS.withNotBefore(begins));
        for (Instant sooner : Arrays.asList(null, NOW, begins.minusMillis(1))) {
            assertInstanceOf(
                    Alteration.AboveCaller.class,
                    house.adminTokens.edit(
                            caller,
                            other.token().id(),
                            terms -> terms.withLife(terms.life().withNotBefore(sooner))));
        }
        assertEquals(begins, house.find(other.token().id()).orElseThrow().life().notBefore());
        assertInstanceOf(
                Alteration.Done.class,
                house.adminTokens.edit(
                        caller,
                        other.token().id(),
                        terms -> terms.withLife(terms.life().withNotBefore(begins.plusMillis(1)))));
        assertInstanceOf(
                Alteration.Done.class,
                house.adminTokens.edit(
                        OWNER,
                        other.token().id(),
                        terms -> terms.withLife(terms.life().withNotBefore(null))));
    }
}
