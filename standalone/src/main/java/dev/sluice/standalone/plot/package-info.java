/**
 * Line charts as files: what is drawn ({@link dev.sluice.standalone.plot.Chart}), where each part
 * goes, and two ways to put it down, SVG text and a PNG image. Entry type {@link
 * dev.sluice.standalone.plot.ChartFile}. Imports only the JDK.
 */
package dev.sluice.standalone.plot;
