/**
 * The executable: the entry point {@link dev.sluice.standalone.Sluice} and what must come before
 * everything else. Rooms: {@code command} (the command line) uses {@code models} (having model
 * files), {@code measure} (running a decoder directly), {@code plot} (charts as files), {@code
 * stack} (the four services in one process) and {@code terminal} (streams and progress); those five
 * know nothing of {@code command}, and only {@code models} uses {@code terminal}. Spring appears in
 * {@code stack} only.
 */
package dev.sluice.standalone;
