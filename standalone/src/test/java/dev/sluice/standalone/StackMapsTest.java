package dev.sluice.standalone;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.classfile.Attributes;
import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassFile.StackMapsOption;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeModel;
import java.lang.classfile.Opcode;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarFile;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Old classes are given stack maps and work; everything else in a jar stays as it is. */
class StackMapsTest {
  @TempDir Path temp;

  /** {@code static int sign(int x) { return x < 0 ? -1 : 1; }}, as a compiler of 2004 writes it. */
  private static byte[] oldClass() {
    return ClassFile.of(StackMapsOption.DROP_STACK_MAPS)
        .build(
            ClassDesc.of("Old"),
            type ->
                type.withVersion(ClassFile.JAVA_5_VERSION, 0)
                    .withMethodBody(
                        "sign",
                        MethodTypeDesc.of(ConstantDescs.CD_int, ConstantDescs.CD_int),
                        ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                        code ->
                            code.iload(0)
                                .ifThenElse(
                                    Opcode.IFLT,
                                    negative -> negative.iconst_m1(),
                                    other -> other.iconst_1())
                                .ireturn()));
  }

  private Path jar() throws IOException {
    Path jar = temp.resolve("old.jar");
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar))) {
      out.putNextEntry(new JarEntry("Old.class"));
      out.write(oldClass());
      out.putNextEntry(new JarEntry("text.properties"));
      out.write("a=b".getBytes(StandardCharsets.UTF_8));
    }
    return jar;
  }

  @Test
  void main_jarWithAnOldClass_givesItStackMaps() throws Exception {
    Path jar = jar();
    StackMaps.main(new String[] {jar.toString()});
    try (JarFile file = new JarFile(jar.toFile())) {
      byte[] rewritten = file.getInputStream(file.getEntry("Old.class")).readAllBytes();
      ClassModel type = ClassFile.of().parse(rewritten);
      assertThat(type.majorVersion()).isEqualTo(ClassFile.JAVA_8_VERSION);
      CodeModel code = type.methods().getFirst().code().orElseThrow();
      assertThat(code.findAttribute(Attributes.stackMapTable())).isPresent();
      assertThat(file.getInputStream(file.getEntry("text.properties"))).hasContent("a=b");
    }
  }

  @Test
  void main_jarWithAnOldClass_keepsWhatItDoes() throws Exception {
    Path jar = jar();
    StackMaps.main(new String[] {jar.toString()});
    try (URLClassLoader loader = new URLClassLoader(new URL[] {jar.toUri().toURL()})) {
      var sign = loader.loadClass("Old").getMethod("sign", int.class);
      assertThat(sign.invoke(null, -5)).isEqualTo(-1);
      assertThat(sign.invoke(null, 5)).isEqualTo(1);
    }
  }
}
