package io.countersign.desk;

import java.time.Clock;
import java.time.ZoneId;
import java.time.ZoneOffset;

import io.countersign.identity.Caller;
import io.countersign.identity.Callers;
import io.countersign.identity.People;

import org.springframework.context.i18n.LocaleContextHolder;
import org.springframework.stereotype.Component;

/** The person who is looking: who it is, and how they are shown things. */
@Component
class Reader {

	private final Callers callers;

	private final People people;

	private final Clock clock;

	Reader(Callers callers, People people, Clock clock) {
		this.callers = callers;
		this.people = people;
		this.clock = clock;
	}

	Caller caller() {
		return this.callers.current();
	}

	/** For the present request: its locale, the person's zone, the present moment. */
	Showing showing() {
		Caller caller = caller();
		ZoneId zone = this.people.find(caller.id()).map(People.Person::zone).orElse(ZoneOffset.UTC);
		return new Showing(new Display(LocaleContextHolder.getLocale(), zone, this.clock.instant()), this.people,
				caller.id());
	}

}
