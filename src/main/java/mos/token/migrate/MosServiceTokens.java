package mos.token.migrate;

import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import mos.token.access.Change;
import mos.token.keys.MosVault;
import mos.token.keys.Unsealable;
import mos.token.secret.SecretText;
import mos.token.servicetoken.OfflineTokens;
import mos.token.servicetoken.Service;
import mos.token.servicetoken.Storing;
import tools.jackson.databind.JsonNode;

/// Opens a box's client tokens and stores them here. One that does not open stops no other.
final class MosServiceTokens {
    private static final String KIND = "service token";

    private final OfflineTokens tokens;

    MosServiceTokens(OfflineTokens tokens) {
        this.tokens = tokens;
    }

    /// Brings over what opens and is not here yet.
    ///
    /// @param items gets one for each
    /// @return the keys of those that are here now
    Set<String> bringOver(Change change, MosBox box, Choices choices, List<Item> items) {
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
                                            KIND,
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
                    KIND,
                    key,
                    vaults.isEmpty()
                            ? "api/env has no JWT_SECRET to open it with: enter it again"
                            : "it does not open with the JWT_SECRET of api/env: enter it again");
        }
        return switch (tokens.put(
                change, service, choices.giteaHost(), token.get(), choices.replace())) {
            case Storing.Stored stored ->
                    new Item(
                            Item.Outcome.IMPORTED,
                            KIND,
                            key,
                            "",
                            Stream.concat(Stream.of(stored.mask()), stored.hints().stream())
                                    .toList(),
                            !stored.hints().isEmpty());
            case Storing.Same same ->
                    new Item(Item.Outcome.PRESENT, KIND, key, "", List.of(same.mask()), false);
            case Storing.Other other ->
                    Item.unfit(
                            KIND,
                            key,
                            "another one is stored, "
                                    + other.mask()
                                    + ", and stays: --replace takes MOS's instead");
            case Storing.Hostless _ ->
                    Item.unfit(
                            KIND,
                            key,
                            "MOS keeps no host with it: say which, with --gitea-host"
                                    + " git.example.org");
            case Storing.Unfit(String problem) -> Item.unfit(KIND, key, problem);
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
