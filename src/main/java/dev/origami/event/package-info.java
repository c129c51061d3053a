/** What happened to resources, as EC2 tells EventBridge of it: a feed for each account and region. */
@NullMarked
package dev.origami.event;

import org.jspecify.annotations.NullMarked;
