/**
 * Where the data lives: {@link dev.sluice.admin.database.EmbeddedDatabase} is an H2 file unless
 * {@code spring.r2dbc.url} names another database. The tables are made by the migrations in {@code
 * db/migration}, the same for H2 and PostgreSQL. May import Spring and the drivers, no other room.
 */
package dev.sluice.admin.database;
