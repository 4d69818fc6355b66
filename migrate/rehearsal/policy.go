package rehearsal

import "time"

// theOrg gives what the org itself has against a login, whoever logs in; nil
// for nothing. It is asked as soon as the org is known.
func (a *attempt) theOrg() *refusal {
	switch a.org.condition {
	case Maintenance:
		return refuse(pageInstead)
	case Failing:
		return refuse(serverError)
	case Inactive:
		return refuse(orgInactive)
	case LockedOrg, Suspended, Closed:
		return refuse(orgState).answeredAs(orgInactive)
	}
	if a.r.site.generic && a.org.noGeneric {
		// No source says with which words: those that stand for most causes.
		return refuse(restrictedDomain).answeredAs(passwordWrong)
	}
	return nil
}

// theUser gives what speaks against the user of a login by OAuth, the
// credentials being right; nil for nothing. What the app wants is asked by
// admits.
func (a *attempt) theUser(app *app) *refusal {
	u := a.user
	switch {
	case u.frozen:
		return refuse(userFrozen).answeredAs(userInactive)
	case !u.active:
		return refuse(userInactive)
	case u.noAPI:
		return refuse(apiAccessDisabled).answeredAs(passwordWrong)
	case u.hours != nil && !u.hours.holds(a.w.now()):
		return refuse(loginHours)
	case len(u.loginIPs) > 0 && !among(u.loginIPs, a.r.address()):
		// Sources contradict each other on whether an app's policy relaxes the
		// ranges of a profile: the stricter reading.
		return refuse(ipRestricted)
	case len(app.ipRanges) > 0 && (app.ipPolicy == "" || app.ipPolicy == "enforce") && !among(app.ipRanges, a.r.address()):
		return refuse(appIPRestricted).answeredAs(ipRestricted)
	}
	return a.tooOften()
}

// tooOften counts the logins of the user, those that failed as well.
func (a *attempt) tooOften() *refusal {
	hour, day := 0, 0
	for _, l := range a.org.history {
		if age := a.w.now().Sub(l.Time); l.UserID == a.user.id && age < 24*time.Hour {
			day++
			if age < time.Hour {
				hour++
			}
		}
	}
	switch {
	case a.org.loginsPerHour > 0 && hour >= a.org.loginsPerHour:
		return refuse(rateExceeded)
	case a.org.loginsPerDay > 0 && day >= a.org.loginsPerDay:
		return refuse(loginsExceeded)
	}
	return nil
}

// theApp gives what has become of an app that the org knows; nil for nothing.
func (a *attempt) theApp(app *app) *refusal {
	switch {
	case app.deleted:
		return refuse(consumerDeleted).answeredAs(clientUnknown)
	case app.uninstalled && app.external:
		return refuse(packageMissing).answeredAs(appNotInstalled)
	case app.uninstalled:
		return refuse(packageMissing).answeredAs(clientUnknown)
	}
	return nil
}
