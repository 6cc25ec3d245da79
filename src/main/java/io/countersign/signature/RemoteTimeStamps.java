package io.countersign.signature;

import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.security.SecureRandom;
import java.time.Duration;

import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.model.TimestampBinary;
import eu.europa.esig.dss.spi.x509.tsp.TSPSource;
import org.bouncycastle.asn1.ASN1Encoding;
import org.bouncycastle.asn1.ASN1ObjectIdentifier;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponse;

/**
 * A time stamp authority over HTTP (RFC 3161, section 3.4). An answer counts only for the
 * very request: same digest, same random number.
 */
final class RemoteTimeStamps implements TSPSource {

	/** Many times what a time stamp with its certificates takes. */
	private static final int LARGEST_ANSWER = 1 << 16;

	private static final SecureRandom RANDOM = new SecureRandom();

	private final transient HttpClient http;

	private final URI url;

	private final Duration timeout;

	RemoteTimeStamps(URI url, Duration timeout) {
		this.http = HttpClient.newBuilder().connectTimeout(timeout).followRedirects(HttpClient.Redirect.NEVER).build();
		this.url = url;
		this.timeout = timeout;
	}

	@Override
	public TimestampBinary getTimeStampResponse(DigestAlgorithm algorithm, byte[] digest) {
		try {
			TimeStampRequestGenerator generator = new TimeStampRequestGenerator();
			generator.setCertReq(true);
			TimeStampRequest request = generator.generate(new ASN1ObjectIdentifier(algorithm.getOid()), digest,
					new BigInteger(64, RANDOM));
			TimeStampResponse response = new TimeStampResponse(ask(request.getEncoded()));
			response.validate(request);
			if (response.getTimeStampToken() == null) {
				throw new TimeStampMissing("The time stamp authority refused: " + response.getStatusString(), null);
			}
			return new TimestampBinary(response.getTimeStampToken().getEncoded(ASN1Encoding.DER));
		}
		catch (IOException | TSPException ex) {
			throw new TimeStampMissing("The time stamp authority does not answer as it should: " + reason(ex), ex);
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new TimeStampMissing("Interrupted while waiting for the time stamp authority", ex);
		}
	}

	private byte[] ask(byte[] query) throws IOException, InterruptedException {
		HttpResponse<InputStream> answer = this.http.send(HttpRequest.newBuilder(this.url)
			.timeout(this.timeout)
			.header("Content-Type", "application/timestamp-query")
			.POST(HttpRequest.BodyPublishers.ofByteArray(query))
			.build(), HttpResponse.BodyHandlers.ofInputStream());
		try (InputStream body = answer.body()) {
			byte[] bytes = body.readNBytes(LARGEST_ANSWER);
			if (answer.statusCode() != 200) {
				throw new IOException("HTTP status " + answer.statusCode());
			}
			return bytes;
		}
	}

	private static String reason(Exception ex) {
		return (ex.getMessage() != null) ? ex.getMessage() : ex.getClass().getSimpleName();
	}

}
