/// The database: transactions, the writer's gate, rows, migrations. Features bring their own SQL;
/// only this package knows JDBC.
@NullMarked
package mos.token.store;

import org.jspecify.annotations.NullMarked;
