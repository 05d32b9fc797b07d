package dev.sluice.standalone.stack;

import org.springframework.beans.factory.support.BeanDefinitionBuilder;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.core.io.DefaultResourceLoader;
import org.springframework.core.type.classreading.CachingMetadataReaderFactory;

/**
 * What the services' contexts read of class files while they start. Each reads the same hundred
 * classes of auto-configuration, with this only the first of them does. Safe for use by several
 * threads.
 */
final class SharedMetadata implements ApplicationContextInitializer<GenericApplicationContext> {
  /** Under this name Spring Boot looks for it, and makes one of its own where there is none. */
  private static final String NAME =
      "org.springframework.boot.autoconfigure.internalCachingMetadataReaderFactory";

  private final DefaultResourceLoader resources = new DefaultResourceLoader();

  /** Keeps what it reads with the resource loader, in a concurrent map. */
  private final CachingMetadataReaderFactory readers = new CachingMetadataReaderFactory(resources);

  @Override
  public void initialize(GenericApplicationContext context) {
    context.registerBeanDefinition(
        NAME,
        BeanDefinitionBuilder.rootBeanDefinition(CachingMetadataReaderFactory.class, () -> readers)
            .getBeanDefinition());
  }

  /** When all services run, nobody reads class files any more. */
  void forget() {
    resources.clearResourceCaches();
  }
}
