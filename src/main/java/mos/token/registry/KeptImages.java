package mos.token.registry;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import mos.token.content.Digest;
import mos.token.store.Database;
import mos.token.store.Query;
import mos.token.store.Row;
import mos.token.store.Transaction;
import org.jspecify.annotations.Nullable;

/// Which kept contents belong to which repository: its manifests and lists by what was kept of its
/// registry's answers, its blobs by what the registry confirmed. The row limits of both tables
/// (300,000 together) bound what is read.
final class KeptImages {
    /// `HOST/NAME`, then `:TAG`, `@DIGEST` or ` PATH`. GitHub's keys have a space before the first
    /// slash.
    private static final Pattern KEY = Pattern.compile("([^/ ]+/[^ :@]+)([:@ ])(.*)");

    /// A reason why a content belongs to a repository. A content has one size and last use, however
    /// many claims there are to it.
    ///
    /// @param repository with its host: `docker.io/library/nginx`
    /// @param content its SHA-256
    /// @param row what the claim's row is found by: the key of an answer, or the blob's digest
    /// @param blob which of the two that is
    /// @param tag the tag, where the content is its manifest
    /// @param since when it was kept
    /// @param checked when the registry last said so
    record Claim(
            String repository,
            Digest content,
            long size,
            Instant lastUse,
            String row,
            boolean blob,
            @Nullable String tag,
            Instant since,
            Instant checked) {}

    private final Database database;

    KeptImages(Database database) {
        this.database = database;
    }

    /// Every claim to a content that is kept.
    List<Claim> claims() {
        return database.read(query -> {
            List<Claim> claims = new ArrayList<>();
            answers(query, claims);
            blobs(query, claims);
            return claims;
        });
    }

    private static void answers(Query query, List<Claim> claims) {
        query.each(
                """
                select e.key, e.fetched_at, e.checked_at, c.digest, c.size, c.last_use
                from cache_entry e
                left join content_alias a on a.alias = e.digest
                join content c on c.digest = coalesce(a.digest, e.digest)
                where e.key not like 'github %'
                """,
                row -> answer(row).ifPresent(claims::add));
    }

    private static Optional<Claim> answer(Row row) {
        String key = row.text("key");
        Matcher matcher = KEY.matcher(key);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        boolean tag = matcher.group(2).equals(":") && matcher.group(3).indexOf(' ') < 0;
        return Optional.of(
                claim(
                        row,
                        matcher.group(1),
                        key,
                        false,
                        tag ? matcher.group(3) : null,
                        row.time("fetched_at"),
                        row.time("checked_at")));
    }

    private static void blobs(Query query, List<Claim> claims) {
        query.each(
                """
                select r.host, r.repository, r.digest as named, r.confirmed_at,
                       c.digest, c.size, c.last_use
                from repository_content r
                left join content_alias a on a.alias = r.digest
                join content c on c.digest = coalesce(a.digest, r.digest)
                """,
                row ->
                        claims.add(
                                claim(
                                        row,
                                        row.text("host") + "/" + row.text("repository"),
                                        row.text("named"),
                                        true,
                                        null,
                                        row.time("confirmed_at"),
                                        row.time("confirmed_at"))));
    }

    private static Claim claim(
            Row row,
            String repository,
            String key,
            boolean blob,
            @Nullable String tag,
            Instant since,
            Instant checked) {
        return new Claim(
                repository,
                Digest.parse(row.text("digest")).orElseThrow(),
                row.number("size"),
                row.time("last_use"),
                key,
                blob,
                tag,
                since,
                checked);
    }

    /// Forgets these claims: whoever asks next, the registry is asked.
    static void forget(Transaction change, List<Claim> claims) {
        for (Claim claim : claims) {
            if (claim.blob()) {
                int slash = claim.repository().indexOf('/');
                change.update(
                        "delete from repository_content"
                                + " where host = ? and repository = ? and digest = ?",
                        claim.repository().substring(0, slash),
                        claim.repository().substring(slash + 1),
                        claim.row());
            } else {
                change.update("delete from cache_entry where key = ?", claim.row());
            }
        }
    }
}
