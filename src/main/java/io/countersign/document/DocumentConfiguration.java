package io.countersign.document;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DocumentLimits.class)
class DocumentConfiguration {

	@Bean
	BoundedWork boundedDocumentWork(DocumentLimits limits) {
		return new BoundedWork(limits);
	}

}
