package dev.sluice.standalone;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.ClassHierarchyResolverOption;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassFileVersion;
import java.lang.classfile.ClassHierarchyResolver;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeTransform;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Enumeration;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;

/**
 * Gives classes that were compiled for Java 5 or older what younger ones have: the stack maps that
 * they are verified by. The JVM's start-up cache does not take classes without, and picocli's 170
 * are the first that every command loads. The launcher's build runs this on the unpacked program.
 */
final class StackMaps {
  /** Java 8, the first that must have them. */
  private static final int VERSION = ClassFile.JAVA_8_VERSION;

  private static final int FIRST_WITH_MAPS = ClassFile.JAVA_6_VERSION;
  private static final int MAJOR_AT = 6; // in a class file, two bytes, big endian

  private StackMaps() {}

  /**
   * @param jars are rewritten in place; their classes may only extend each other's and the JDK's
   */
  public static void main(String[] jars) throws IOException {
    for (String jar : jars) {
      Path path = Path.of(jar);
      byte[] rewritten = rewrite(path);
      Files.write(path, rewritten);
    }
  }

  private static byte[] rewrite(Path path) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarFile in = new JarFile(path.toFile());
        URLClassLoader classes = new URLClassLoader(new URL[] {path.toUri().toURL()});
        JarOutputStream out = new JarOutputStream(bytes)) {
      ClassHierarchyResolver parents =
          ClassHierarchyResolver.ofResourceParsing(classes)
              .orElse(ClassHierarchyResolver.defaultResolver());
      ClassFile format =
          ClassFile.of(
              StackMapsOption.GENERATE_STACK_MAPS, ClassHierarchyResolverOption.of(parents));
      for (Enumeration<JarEntry> entries = in.entries(); entries.hasMoreElements(); ) {
        JarEntry entry = entries.nextElement();
        byte[] content = in.getInputStream(entry).readAllBytes();
        out.putNextEntry(new JarEntry(entry.getName()));
        out.write(entry.getName().endsWith(".class") ? withMaps(content, format) : content);
      }
    }
    return bytes.toByteArray();
  }

  static byte[] withMaps(byte[] content, ClassFile format) {
    int major = (content[MAJOR_AT] & 0xFF) << 8 | content[MAJOR_AT + 1] & 0xFF;
    if (major >= FIRST_WITH_MAPS) {
      return content;
    }
    ClassTransform newVersion =
        (builder, element) ->
            builder.with(
                element instanceof ClassFileVersion ? ClassFileVersion.of(VERSION, 0) : element);
    return format.transformClass(
        format.parse(content),
        newVersion.andThen(ClassTransform.transformingMethodBodies(CodeTransform.ACCEPT_ALL)));
  }
}
