package io.countersign.faults;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Random;

/**
 * A protection that can be switched off from outside, to see that its lack is noticed.
 * The application has no such switch.
 */
enum Protection {

	/**
	 * Each handoff is written with the decision it follows from; without, some are lost.
	 */
	NO_OUTBOX("no-outbox", "handoffs are not kept with what they follow from", "I2") {
		@Override
		void switchOff(World world) throws Exception {
			world.execute("""
					create function faults.handoff_forgotten() returns trigger language plpgsql security definer as $$
					begin
						if new.id % 4 = 0 then
							delete from countersign.roc_outbox where idempotency_key = new.idempotency_key;
						end if;
						return null;
					end
					$$""");
			world.execute("""
					create constraint trigger handoff_forgotten after insert on countersign.roc_outbox
					deferrable initially deferred for each row execute function faults.handoff_forgotten()""");
		}
	},

	/** Each event of the ROC is kept once; without, as often as it is told. */
	NO_INBOX_UNIQUE("no-inbox-unique", "events of the ROC are kept as often as they are told", "I2") {
		@Override
		void switchOff(World world) throws Exception {
			world.execute(
					"""
							create function faults.event_renamed() returns trigger language plpgsql security definer as $$
							begin
								if exists (select from countersign.roc_inbox i where i.sender = new.sender and i.event_id = new.event_id) then
									new.event_id := left(new.event_id, 60) || '-' || gen_random_uuid();
								end if;
								return new;
							end
							$$""");
			world.execute(
					"create trigger event_renamed before insert on countersign.roc_inbox for each row execute function faults.event_renamed()");
		}

		@Override
		void endanger(World world, Random random) throws Exception {
			world.roc().control("{\"repeat\": 5}");
			super.endanger(world, random);
		}
	},

	/** An order keeps its key however often it is sent; without, each is a new one. */
	NO_IDEMPOTENCY("no-idempotency", "orders get a new key each time they are sent", "I2") {
		@Override
		void switchOff(World world) throws Exception {
			world.toRoc().leadTo(new ForgetfulRoc(world.roc().port()).port());
			world.roc().control("{\"naive\": true}");
		}

		@Override
		void endanger(World world, Random random) throws Exception {
			world.roc().control("{\"lostReplies\": 3}");
			super.endanger(world, random);
		}
	},

	/** Each claim has a number; without, who lost his claim goes on all the same. */
	NO_FENCING("no-fencing", "claims are not numbered", "I2") {
		@Override
		World world(Path folder) throws Exception {
			return new World(folder);
		}

		@Override
		void switchOff(World world) throws Exception {
			world.execute("""
					create function faults.unnumbered() returns trigger language plpgsql as $$
					begin
						new.fence := old.fence;
						return new;
					end
					$$""");
			world.execute(
					"create trigger unnumbered before update on countersign.roc_outbox for each row execute function faults.unnumbered()");
		}

		@Override
		void endanger(World world, Random random) throws Exception {
			Leases.outlived(world, 1, random, new Findings());
		}
	},

	/** What the ROC may say next is listed; without, it may say anything. */
	NO_TRANSITION_TABLE("no-transition-table", "the ROC may contradict itself", "I5") {
		@Override
		World world(Path folder) throws Exception {
			return new World(folder, 1, List.of(FaultAgent.option(Files.createDirectories(folder)),
					"-D" + FaultAgent.ALLOW + "=io.countersign.roc.RocProgress#allows"));
		}

		@Override
		void switchOff(World world) {
			// The agent did.
		}

		@Override
		void endanger(World world, Random random) throws Exception {
			Voices.contradictions(world, random, new Findings());
		}
	};

	private final String label;

	private final String title;

	private final String caughtBy;

	Protection(String label, String title, String caughtBy) {
		this.label = label;
		this.title = title;
		this.caughtBy = caughtBy;
	}

	/** Its name on the command line. */
	String label() {
		return this.label;
	}

	String title() {
		return this.title;
	}

	/** The invariant that has to fail without it. */
	String caughtBy() {
		return this.caughtBy;
	}

	/** Where it is tried. */
	World world(Path folder) throws Exception {
		return new World(folder, 1, List.of());
	}

	abstract void switchOff(World world) throws Exception;

	/** Lets happen what it protects from. */
	void endanger(World world, Random random) throws Exception {
		world.reseller().submit("prove-" + this.label, 24, 4, false);
		world.comeToRest(Duration.ofSeconds(30));
	}

}
