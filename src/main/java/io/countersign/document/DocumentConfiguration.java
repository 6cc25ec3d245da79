package io.countersign.document;

import java.time.Clock;
import java.util.Optional;

import org.apache.pdfbox.pdmodel.font.FontMappers;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ DocumentLimits.class, TrustedIssuers.class })
class DocumentConfiguration {

	@Bean
	BoundedWork boundedDocumentWork(DocumentLimits limits) {
		findFonts();
		return new BoundedWork(limits);
	}

	@Bean
	DocumentSignatures documentSignatures(BoundedWork boundedDocumentWork, TrustedIssuers issuers) {
		return new PadesDocumentSignatures(boundedDocumentWork, issuers.read());
	}

	@Bean
	SignatureReports signatureReports(BoundedWork boundedDocumentWork, TrustedIssuers issuers,
			ObjectProvider<OwnSignatures> own, Clock clock) {
		return new PadesSignatureReports(boundedDocumentWork, issuers.read(), Optional.ofNullable(own.getIfAvailable()),
				clock);
	}

	/**
	 * PDFBox looks through the machine's fonts once; the first document must not pay for
	 * it out of its time.
	 */
	private static void findFonts() {
		Thread search = new Thread(() -> FontMappers.instance().getFontBoxFont("Helvetica", null), "document-fonts");
		search.setDaemon(true);
		search.start();
	}

}
