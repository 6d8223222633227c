-- What a run tells.
-- ARGV: root, id, run, expected end (ms since the epoch, or ''), '1' once the engine has begun the work, event
-- -> 'ok'; 'cancel': the run shall stop; 'lost': another run has the job
local fields = call('HMGET', job, 'run', 'state')
if fields[1] ~= ARGV[3] then return 'lost' end
if fields[2] ~= 'running' then return 'cancel' end
if ARGV[4] ~= '' then call('HSET', ends, id, ARGV[4]) end
if ARGV[5] ~= '' then call('HSET', job, 'hasBegun', 1) end
call('HSET', job, 'last', publish(ARGV[6]))
return 'ok'
