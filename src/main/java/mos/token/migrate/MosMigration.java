package mos.token.migrate;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import mos.token.access.Access;
import mos.token.access.Caller;
import mos.token.access.Change;
import mos.token.access.Level;
import mos.token.access.Permissions;
import mos.token.access.Resource;
import mos.token.admintoken.LegacyTokens;
import mos.token.admintoken.Takeover;
import mos.token.keys.MosVault;
import mos.token.keys.Unsealable;
import mos.token.secret.SecretText;
import mos.token.servicetoken.OfflineTokens;
import mos.token.servicetoken.Service;
import mos.token.servicetoken.Storing;
import tools.jackson.databind.JsonNode;

/// Brings over what a MOS box has: everything in one transaction, each with its audit row, and what
/// is here already not again.
public final class MosMigration {
    private static final String ADMIN_TOKEN = "admin token";
    private static final String SERVICE_TOKEN = "service token";

    private final Access access;
    private final LegacyTokens adminTokens;
    private final OfflineTokens serviceTokens;

    /// Takes the features of a database that no server runs on.
    public MosMigration(Access access, LegacyTokens adminTokens, OfflineTokens serviceTokens) {
        this.access = access;
        this.adminTokens = adminTokens;
        this.serviceTokens = serviceTokens;
    }

    /// Nothing is new, so nothing is to be committed.
    private static final class NothingNew extends RuntimeException {
        private static final long serialVersionUID = 1;

        private final transient Report report;

        NothingNew(Report report) {
            super("nothing new", null, false, false);
            this.report = report;
        }
    }

    /// Brings over what is not here yet.
    ///
    /// @throws mos.token.access.Denied when the caller may not write `auth` and `mos`
    public Report run(Caller caller, MosBox box, Choices choices) {
        access.require(caller, Resource.MOS, Level.WRITE);
        try {
            return access.change(
                    caller,
                    Resource.AUTH,
                    "migrate.mos",
                    change -> {
                        Report report = report(change, box, choices);
                        if (report.count(Item.Outcome.IMPORTED) == 0) {
                            throw new NothingNew(report);
                        }
                        return report;
                    });
        } catch (NothingNew nothing) {
            return nothing.report;
        }
    }

    private Report report(Change change, MosBox box, Choices choices) {
        List<Item> items = new ArrayList<>(box.problems());
        Set<Integer> tokensHere = new HashSet<>();
        List<MosToken> tokens =
                box.adminTokens().tokens().stream().filter(one -> one.token() != null).toList();
        List<Takeover> outcomes =
                adminTokens.take(change, tokens.stream().map(MosToken::token).toList());
        int next = 0;
        for (MosToken one : box.adminTokens().tokens()) {
            if (one.token() == null) {
                items.add(Item.unfit(ADMIN_TOKEN, "entry " + one.place(), "it is no token"));
                continue;
            }
            Takeover outcome = outcomes.get(next++);
            if (!(outcome instanceof Takeover.Formless || outcome instanceof Takeover.Ended)) {
                tokensHere.add(one.place());
            }
            items.add(item(one, outcome));
        }
        Set<String> servicesHere = services(change, box, choices, items);
        items.add(
                Item.skipped(
                        "boot token",
                        "",
                        "never brought over: the local token of the data directory takes its place"));
        items.add(
                Item.skipped(
                        "users", "", "never brought over: sign in with a token or a sign-in link"));
        return new Report(items, tokensHere, servicesHere);
    }

    private static Item item(MosToken one, Takeover outcome) {
        return switch (outcome) {
            case Takeover.Taken taken -> {
                Permissions permissions = taken.token().permissions();
                List<String> says =
                        Stream.of(
                                        Stream.of(permissions.mode()),
                                        taken.token().active()
                                                ? Stream.<String>of()
                                                : Stream.of("deactivated"),
                                        one.says().stream(),
                                        taken.changes().stream())
                                .flatMap(words -> words)
                                .toList();
                boolean odd = !one.says().isEmpty() || !taken.changes().isEmpty();
                yield new Item(
                        Item.Outcome.IMPORTED,
                        ADMIN_TOKEN,
                        taken.name(),
                        taken.token().id(),
                        says,
                        odd);
            }
            case Takeover.Known known -> {
                boolean stopped = one.token() != null && !one.token().active();
                boolean differs = known.active() && stopped;
                yield new Item(
                        Item.Outcome.PRESENT,
                        ADMIN_TOKEN,
                        known.name(),
                        known.id(),
                        differs ? List.of("deactivated in MOS, and active here") : List.of(),
                        differs);
            }
            case Takeover.Ended ended ->
                    Item.skipped(
                            ADMIN_TOKEN,
                            ended.name(),
                            "it was deleted or rotated here, and does not come back");
            case Takeover.Twice twice ->
                    Item.skipped(ADMIN_TOKEN, twice.name(), "another one has the same secret");
            case Takeover.Formless formless ->
                    Item.unfit(
                            ADMIN_TOKEN,
                            formless.name(),
                            "its secret is not 64 small hex digits, as MOS makes them: create a new"
                                    + " token");
        };
    }

    /// @return the keys of those that are here now
    private Set<String> services(Change change, MosBox box, Choices choices, List<Item> items) {
        Set<String> here = new HashSet<>();
        List<MosVault> vaults = box.jwtSecrets().stream().map(MosVault::of).toList();
        for (Map.Entry<String, JsonNode> entry : box.serviceTokens().entrySet()) {
            JsonNode sealed = entry.getValue();
            if (sealed.isNull()) {
                continue; // cleared in MOS
            }
            String key = entry.getKey();
            Item item =
                    Service.known(key)
                            .map(service -> service(change, service, sealed, vaults, choices))
                            .orElseGet(() ->
                                    Item.skipped(
                                            SERVICE_TOKEN,
                                            Shown.word(key),
                                            "there is no such service here: " + Service.keys()));
            items.add(item);
            if (item.outcome() != Item.Outcome.SKIPPED) {
                here.add(key);
            }
        }
        return here;
    }

    private Item service(
            Change change,
            Service service,
            JsonNode sealed,
            List<MosVault> vaults,
            Choices choices) {
        String key = service.key();
        Optional<SecretText> token =
                vaults.stream().flatMap(vault -> opened(vault, sealed).stream()).findFirst();
        if (token.isEmpty()) {
            return Item.unfit(
                    SERVICE_TOKEN,
                    key,
                    vaults.isEmpty()
                            ? "api/env has no JWT_SECRET to open it with: enter it again"
                            : "it does not open with the JWT_SECRET of api/env: enter it again");
        }
        if (service == Service.GITEA && choices.giteaHost().isEmpty()) {
            return Item.unfit(
                    SERVICE_TOKEN,
                    key,
                    "MOS keeps no host with it: say which, with --gitea-host git.example.org");
        }
        return switch (serviceTokens.put(
                change, service, choices.giteaHost(), token.get(), choices.replace())) {
            case Storing.Stored stored ->
                    new Item(
                            Item.Outcome.IMPORTED,
                            SERVICE_TOKEN,
                            key,
                            "",
                            Stream.concat(Stream.of(stored.mask()), stored.hints().stream())
                                    .toList(),
                            !stored.hints().isEmpty());
            case Storing.Same same ->
                    new Item(
                            Item.Outcome.PRESENT,
                            SERVICE_TOKEN,
                            key,
                            "",
                            List.of(same.mask()),
                            false);
            case Storing.Other other ->
                    Item.unfit(
                            SERVICE_TOKEN,
                            key,
                            "another one is stored, "
                                    + other.mask()
                                    + ", and stays: --replace takes MOS's instead");
            case Storing.Unfit(String problem) -> Item.unfit(SERVICE_TOKEN, key, problem);
        };
    }

    private static Optional<SecretText> opened(MosVault vault, JsonNode sealed) {
        try {
            return sealed.isString()
                    ? Optional.of(vault.open(sealed.stringValue()))
                    : Optional.empty();
        } catch (Unsealable _) {
            return Optional.empty();
        }
    }
}
