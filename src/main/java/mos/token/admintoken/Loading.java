package mos.token.admintoken;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import mos.token.store.Database;
import mos.token.store.Query;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/// Fills the directory at a start: one pass over the tokens, in as many ranges at the same time as
/// there are processors, since nobody is answered before.
final class Loading {
    private static final Logger LOG = LoggerFactory.getLogger(Loading.class);

    /// Fewer tokens than this are not worth a thread of their own.
    private static final int LEAST = 50_000;

    /// As many as the database has readers.
    private static final int MOST_THREADS = 4;

    /// What a token takes of the heap, in bytes; measured by `bench/tokens`.
    private static final int TOKEN = 220;

    private Loading() {}

    /// Every token with its secrets, and the secrets that ended.
    static TokenDirectory load(Database database) {
        int tokens =
                database.read(query ->
                        (int)
                                query.row("select count(*) as n from admin_token")
                                        .orElseThrow()
                                        .number("n"));
        warnOfTheHeap(tokens);
        TokenDirectory directory = new TokenDirectory(tokens);
        List<Long> bounds = database.read(query -> bounds(query, tokens));
        try (ExecutorService threads =
                Executors.newThreadPerTaskExecutor(
                        Thread.ofPlatform().name("token-load-", 0).factory())) {
            List<Future<?>> ranges = new ArrayList<>();
            for (int i = 0; i + 1 < bounds.size(); i++) {
                long from = bounds.get(i);
                long to = bounds.get(i + 1);
                ranges.add(
                        threads.submit(
                                () -> database.read(query -> range(query, directory, from, to))));
            }
            for (Future<?> range : ranges) {
                range.get();
            }
        } catch (ExecutionException e) {
            throw e.getCause() instanceof RuntimeException cause
                    ? cause
                    : new IllegalStateException("the admin tokens could not be read", e.getCause());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted while the admin tokens were read", e);
        }
        database.read(query -> others(query, directory));
        return directory;
    }

    /// The first id of each range, and one behind the last.
    private static List<Long> bounds(Query query, int tokens) {
        int threads = Math.min(MOST_THREADS, Runtime.getRuntime().availableProcessors());
        int parts = Math.clamp(tokens / LEAST, 1, threads);
        List<Long> bounds = new ArrayList<>(List.of(Long.MIN_VALUE));
        for (int part = 1; part < parts; part++) {
            bounds.add(
                    query.row(
                                    "select id from admin_token order by id limit 1 offset ?",
                                    (int) ((long) tokens * part / parts))
                            .orElseThrow()
                            .number("id"));
        }
        bounds.add(Long.MAX_VALUE);
        return bounds;
    }

    private static TokenDirectory range(Query query, TokenDirectory directory, long from, long to) {
        TokenRows rows = new TokenRows();
        query.each(
                "select key_id, digest, "
                        + TokenRows.GRANT
                        + " from admin_token where id >= ? and id < ?",
                row -> directory.add(rows.grant(row), SecretRows.digest(row)),
                from,
                to);
        return directory;
    }

    private static TokenDirectory others(Query query, TokenDirectory directory) {
        query.each(
                "select * from old_secret",
                row ->
                        directory.addOld(
                                row.number("token_id"),
                                SecretRows.digest(row),
                                (int) row.number("serial"),
                                row.time("ends_at")));
        query.each(
                "select key_id, digest, token_id, token_name from ended_secret order by ended_at",
                row ->
                        directory.end(
                                SecretRows.digest(row),
                                new TokenDirectory.Ended(
                                        Long.toString(row.number("token_id")),
                                        row.text("token_name"))));
        return directory;
    }

    private static void warnOfTheHeap(int tokens) {
        long needed = (long) tokens * TOKEN;
        long heap = Runtime.getRuntime().maxMemory();
        if (needed > heap * 7 / 10) {
            LOG.warn(
                    "{} admin tokens take about {} MiB of memory and the heap may have {} MiB: start with MOS_TOKEN_JAVA_OPTS=-Xmx{}m",
                    tokens,
                    needed >> 20,
                    heap >> 20,
                    Math.max(256, (needed * 10 / 6) >> 20));
        }
    }
}
