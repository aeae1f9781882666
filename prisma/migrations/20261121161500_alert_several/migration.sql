-- The few alerts of rules over several events: filters look at the hosts and processes of all their evidence.
CREATE INDEX "alert_several_idx" ON "alert"("id") WHERE shape <> 'event';
