package mos.token.migrate;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import mos.token.access.Access;
import mos.token.access.Caller;
import mos.token.access.Change;
import mos.token.access.Level;
import mos.token.access.Resource;
import mos.token.admintoken.LegacyTokens;
import mos.token.servicetoken.OfflineTokens;

/// Brings over what a MOS box has: everything in one transaction, each with its audit row, and what
/// is here already not again.
public final class MosMigration {
    private final Access access;
    private final MosAdminTokens adminTokens;
    private final MosServiceTokens serviceTokens;

    /// Takes the features of a database that no server runs on.
    public MosMigration(Access access, LegacyTokens adminTokens, OfflineTokens serviceTokens) {
        this.access = access;
        this.adminTokens = new MosAdminTokens(adminTokens);
        this.serviceTokens = new MosServiceTokens(serviceTokens);
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
        Set<Integer> tokensHere = adminTokens.bringOver(change, box, choices, items);
        Set<String> servicesHere = serviceTokens.bringOver(change, box, choices, items);
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
}
