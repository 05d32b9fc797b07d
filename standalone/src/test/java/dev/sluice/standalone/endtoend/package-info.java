/** Everything together, from outside: the four services, official clients, a real browser. */
package dev.sluice.standalone.endtoend;
