-- The run has ended its job, unless the job was cancelled meanwhile. KEYS[17]: where the result is found again.
-- ARGV: root, id, run, past run, now (ms since the epoch), ttl of ended jobs (s), event, state, field and value of what it ends with
-- -> the checkpoint that nobody needs any more, or ''
if call('HGET', job, 'run') ~= ARGV[3] then return '' end
local state = call('HGET', job, 'state')
stopRunning()
call('XADD', runs, 'MAXLEN', '~', 1000, '*', 'run', ARGV[4])
if state == 'running' then
  if ARGV[8] == 'done' then call('SET', KEYS[17], ARGV[10], 'EX', ARGV[6]) end
  finish(ARGV[8], ARGV[9], ARGV[10], ARGV[7], ARGV[5], ARGV[6])
end
return dropCheckpoint()
