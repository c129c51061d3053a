/** The one SQL database: transactions, readers, migrations. */
@NullMarked
package dev.origami.database;

import org.jspecify.annotations.NullMarked;
