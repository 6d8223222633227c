-- Ends a job that waits or runs at once. A run has its engine until that has stopped.
-- ARGV: root, id, now (ms since the epoch), ttl of ended jobs (s)
-- -> 1, or 0 when it had ended
local state = call('HGET', job, 'state')
if state ~= 'running' and not (state == 'waiting' and leaveLine()) then return 0 end
finish('cancelled', '', '', CANCELLED, ARGV[3], ARGV[4])
if state == 'running' then call('PUBLISH', root .. ':stop', id) end
return 1
