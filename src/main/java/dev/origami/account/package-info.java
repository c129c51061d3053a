/** Accounts, their access keys, and the caller of a request. */
@NullMarked
package dev.origami.account;

import org.jspecify.annotations.NullMarked;
