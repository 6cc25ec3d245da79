package io.countersign.roc;

import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;

import io.countersign.roc.OperationKey.Operation;
import io.countersign.roc.RocEvent.Type;
import org.junit.jupiter.api.Test;

import static org.assertj.core.api.Assertions.assertThat;

/** The whole table: what the ROC may say after what it said before. */
class RocProgressTests {

	private static final Map<RocProgress, Set<Type>> ORDER = new EnumMap<>(Map.of(RocProgress.NONE,
			EnumSet.complementOf(EnumSet.of(Type.RELEASED, Type.CANCELLED)), RocProgress.ACKNOWLEDGED,
			EnumSet.of(Type.HELD, Type.ACCEPTED, Type.PROCESSED, Type.INVOICED, Type.REJECTED), RocProgress.HELD,
			EnumSet.of(Type.RELEASED, Type.ACCEPTED, Type.PROCESSED, Type.INVOICED, Type.REJECTED),
			RocProgress.ACCEPTED, EnumSet.of(Type.HELD, Type.PROCESSED, Type.INVOICED, Type.REJECTED),
			RocProgress.PROCESSED, EnumSet.of(Type.HELD, Type.INVOICED, Type.REJECTED), RocProgress.INVOICED,
			EnumSet.noneOf(Type.class), RocProgress.REJECTED, EnumSet.noneOf(Type.class), RocProgress.CANCELLED,
			EnumSet.noneOf(Type.class)));

	@Test
	void followsTheTableForOrders() {
		for (RocProgress progress : RocProgress.values()) {
			for (Type event : Type.values()) {
				assertThat(progress.allows(Operation.ORDER, event)).as("%s after %s", event, progress)
					.isEqualTo(ORDER.get(progress).contains(event));
			}
		}
	}

	@Test
	void aCancellationIsConfirmedOrRefusedOnce() {
		for (RocProgress progress : RocProgress.values()) {
			for (Type event : Type.values()) {
				assertThat(progress.allows(Operation.CANCEL, event)).as("%s after %s", event, progress)
					.isEqualTo(progress == RocProgress.NONE && (event == Type.CANCELLED || event == Type.REJECTED));
			}
		}
	}

	@Test
	void aReleaseLeadsBackToTheAcknowledgement() {
		assertThat(RocProgress.HELD.after(Type.RELEASED)).isEqualTo(RocProgress.ACKNOWLEDGED);
	}

}
