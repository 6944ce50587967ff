package mos.token.admintoken;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.net.InetAddress;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Random;
import mos.token.access.Caller;
import mos.token.access.Demand;
import mos.token.access.Level;
import mos.token.access.Permissions;
import mos.token.access.Resource;
import mos.token.net.Cidr;
import mos.token.net.IpAddresses;
import mos.token.testkit.InTokenHouse;
import mos.token.testkit.TokenHouse;
import mos.token.testkit.TokenHouse.Issued;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/// D-21: whoever asks for whatever, the result lies within the caller: in what it may do, until
/// when, and from where. [CallerReachTest] has the permissions alone.
class ReachPairsTest extends InTokenHouse {
    private static final Caller OWNER = TokenHouse.OWNER;
    private static final Instant NOW = Instant.parse("2026-11-23T20:50:58.100Z");
    private static final long SEED = 20261124;

    private static final Permissions MANAGER = custom("auth", Level.WRITE);
    private static final Permissions MORE =
            new Permissions.Custom(Map.of("auth", Level.WRITE, "docker", Level.WRITE));

    private static final List<InetAddress> EVERYWHERE =
            Arrays.stream(
                            "10.1.2.3 10.1.200.1 10.200.0.1 192.168.1.1 198.51.100.7 fd00::1 2001:db8::1"
                                    .split(" ", -1))
                    .map(IpAddresses::parseLiteral)
                    .toList();

    private int names;

    ReachPairsTest() {
        super(NOW);
    }

    private static Permissions custom(String resource, Level level) {
        return new Permissions.Custom(Map.of(resource, level));
    }

    private static @Nullable Instant in(int days) {
        return days == 0 ? null : NOW.plus(Duration.ofDays(days));
    }

    private static Terms terms(Permissions permissions, int days, String networks) {
        List<Cidr> only =
                networks.isEmpty()
                        ? List.of()
                        : Arrays.stream(networks.split(" ", -1)).map(Cidr::parse).toList();
        return Terms.of("", "", permissions)
                .withLife(Life.ALWAYS.withExpiresAt(in(days)).withNetworks(only));
    }

    private static List<Terms> callers() {
        List<Terms> all = new ArrayList<>();
        for (Permissions permissions : List.of(MANAGER, MORE, Permissions.full())) {
            for (int days : List.of(0, 10)) {
                for (String networks : List.of("", "10.0.0.0/8", "10.1.0.0/16 fd00::/8")) {
                    all.add(terms(permissions, days, networks));
                }
            }
        }
        return all;
    }

    private static List<Terms> wishes() {
        List<Terms> all = new ArrayList<>();
        for (Permissions permissions :
                List.of(
                        Permissions.nothing(),
                        custom("docker", Level.READ),
                        MANAGER,
                        Permissions.readonly(),
                        Permissions.full())) {
            for (int days : List.of(0, 1, 10, 30)) {
                for (String networks :
                        List.of(
                                "",
                                "10.1.0.0/16",
                                "10.0.0.0/8",
                                "0.0.0.0/0",
                                "fd00::/8",
                                "10.1.2.0/24 fd00::/8")) {
                    all.add(terms(permissions, days, networks));
                }
            }
        }
        return all;
    }

    /// In the test's own words: every act, time and place that the wish opens, the caller has.
    private static boolean within(Terms caller, Terms wish) {
        Instant end = caller.life().expiresAt();
        Instant wished = wish.life().expiresAt();
        return may(caller.permissions(), wish.permissions())
                && (end == null || (wished != null && !wished.isAfter(end)))
                && EVERYWHERE.stream().allMatch(at -> !from(wish, at) || from(caller, at));
    }

    private static boolean may(Permissions held, Permissions wished) {
        return Resource.ALL.stream()
                        .allMatch(resource ->
                                List.of(Level.READ, Level.WRITE).stream()
                                        .allMatch(level ->
                                                !wished.allows(resource, level)
                                                        || held.allows(resource, level)))
                && (!(wished instanceof Permissions.Full) || held instanceof Permissions.Full);
    }

    private static boolean from(Terms terms, InetAddress address) {
        return terms.life().networks().isEmpty()
                || terms.life().networks().stream().anyMatch(net -> net.contains(address));
    }

    private Issued issue(Terms terms) {
        return house.issue(terms.withName("t" + names++));
    }

    private Terms now(Issued token) {
        return house.find(token.token().id()).orElseThrow().terms();
    }

    /// What one caller does with one wish, and whether that must be granted.
    private interface Act {
        void act(Caller caller, Terms held, Terms wish);
    }

    private void forPairs(int most, Act act) {
        List<Runnable> pairs = new ArrayList<>();
        for (Terms held : callers()) {
            Caller caller = issue(held).caller();
            for (Terms wish : wishes()) {
                pairs.add(() -> act.act(caller, held, wish));
            }
        }
        java.util.Collections.shuffle(pairs, new Random(SEED));
        pairs.stream().limit(most).forEach(Runnable::run);
    }

    @Test
    void nobodyMakesAboveThemselves() {
        forPairs(
                400,
                (caller, held, wish) -> {
                    Creation made =
                            house.adminTokens.create(caller, wish.withName("made " + names++));
                    assertEquals(
                            within(held, wish),
                            made instanceof Creation.Created,
                            () -> held + " " + wish);
                });
    }

    @Test
    void nobodyEditsAboveThemselves() {
        Issued least = issue(terms(Permissions.nothing(), 1, "10.1.2.3/32"));
        Terms small = now(least).withLife(now(least).life().withExpiresAt(NOW.plusSeconds(60)));
        forPairs(
                150,
                (caller, held, wish) -> {
                    String id = least.token().id();
                    house.adminTokens.edit(OWNER, id, _ -> small);
                    Alteration edited =
                            house.adminTokens.edit(
                                    caller,
                                    id,
                                    terms ->
                                            terms.withPermissions(wish.permissions())
                                                    .withLife(wish.life()));
                    boolean granted = within(held, wish);
                    assertEquals(
                            granted, edited instanceof Alteration.Done, () -> held + " " + wish);
                    assertEquals(granted ? wish.life() : small.life(), now(least).life());
                    assertEquals(
                            granted ? wish.permissions() : small.permissions(),
                            now(least).permissions());
                });
    }

    /// A rotation hands out a secret, and an activation opens what was closed: both like a
    /// creation.
    @Test
    void nobodyRotatesOrActivatesAboveThemselves() {
        forPairs(
                120,
                (caller, held, wish) -> {
                    Issued other = issue(wish);
                    String id = other.token().id();
                    boolean granted = within(held, wish);
                    Rotation rotated = house.adminTokens.rotate(caller, id, Duration.ZERO);
                    assertEquals(
                            granted, rotated instanceof Rotation.Rotated, () -> held + " " + wish);
                    house.adminTokens.deactivate(OWNER, id);
                    Alteration activated = house.adminTokens.activate(caller, id);
                    assertEquals(
                            granted, activated instanceof Alteration.Done, () -> held + " " + wish);
                    assertEquals(granted, now(other).life().active());
                });
    }

    /// More permissions for a token that lives longer, or opens from elsewhere, are a wider token
    /// too; adopting never widens.
    @Test
    void nobodyWidensWhatOutreachesThemInTimeOrPlace() {
        forPairs(
                120,
                (caller, held, wish) -> {
                    Issued other = issue(wish.withPermissions(Permissions.nothing()));
                    Alteration set =
                            house.adminTokens.setPermissions(
                                    caller, other.token().id(), wish.permissions());
                    boolean same = wish.permissions().equals(Permissions.nothing());
                    assertEquals(
                            same || within(held, wish),
                            set instanceof Alteration.Done,
                            () -> held + " " + wish);

                    Issued used = issue(wish);
                    Demand demand = new Demand.On(new Resource("docker"), Level.READ);
                    InetAddress from = IpAddresses.parseLiteral("10.1.2.3");
                    house.adminTokens.verify(used.secret(), new Use(from, "", demand));
                    Alteration adopted = house.adminTokens.adopt(caller, used.token().id());
                    boolean exercised = from(wish, from) && demand.metBy(wish.permissions());
                    assertEquals(
                            exercised && may(held.permissions(), wish.permissions()),
                            adopted instanceof Alteration.Done,
                            () -> held + " " + wish);
                    assertTrue(may(wish.permissions(), now(used).permissions()));
                });
    }
}
