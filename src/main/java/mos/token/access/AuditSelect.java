package mos.token.access;

import java.util.ArrayList;
import java.util.List;
import mos.token.store.Query;
import org.jspecify.annotations.Nullable;

/// The select that a filter stands for. Its text is made of the pieces below alone; what was asked
/// for is always a parameter.
final class AuditSelect {
    private final StringBuilder sql =
            new StringBuilder("select * from audit where seq between ? and ?");
    private final List<Object> wanted = new ArrayList<>();

    AuditSelect(AuditFilter filter, boolean oldestFirst) {
        String action = filter.action();
        if (action != null && action.endsWith("*")) {
            String beginning = action.substring(0, action.length() - 1);
            and("substr(action, 1, length(?)) = ?", beginning);
        } else {
            and("action = ?", action);
        }
        and("(caller_id = ? or caller_name = ?)", filter.caller());
        and("subject = ?", filter.subject());
        and("caller_kind = ?", filter.kind());
        and("address = ?", filter.address());
        and("at >= ?", filter.since());
        and("at < ?", filter.until());
        and(
                "(lower(action) like lower(?) escape '!' or lower(caller_name) like lower(?) escape"
                        + " '!' or lower(subject) like lower(?) escape '!' or lower(detail) like"
                        + " lower(?) escape '!')",
                filter.text() == null ? null : "%" + literal(filter.text()) + "%");
        sql.append(oldestFirst ? " order by seq limit ?" : " order by seq desc limit ?");
    }

    /// At most so many rows whose numbers are in the range, both ends included.
    List<AuditRow> rows(Query query, long from, long to, int most) {
        List<Object> parameters = new ArrayList<>(List.of(from, to));
        parameters.addAll(wanted);
        parameters.add(most);
        return query.rows(sql.toString(), parameters.toArray()).stream().map(AuditRow::of).toList();
    }

    private void and(String condition, @Nullable Object value) {
        if (value != null) {
            sql.append(" and ").append(condition);
            condition.chars().filter(c -> c == '?').forEach(_ -> wanted.add(value));
        }
    }

    /// Takes the meaning from the wildcards of `like`.
    private static String literal(String text) {
        return text.replaceAll("[!%_]", "!$0");
    }
}
