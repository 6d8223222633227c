-- Makes a waiting job the run's, if nothing was started or ended since the snapshot.
-- ARGV: root, id, ticket, run, version of the snapshot, now (ms since the epoch), entry of `running`, plan, user, community
-- -> 'taken'; 'raced': look again; 'lost': the line named a job that does not wait any more, and does so no longer
local ticket, run = ARGV[3], ARGV[4]
if call('HGET', job, 'run') == run then return 'taken' end
if call('HGET', job, 'state') ~= 'waiting' then
  if call('ZREM', waiting, ARGV[8]) == 1 then
    add(ofUser, ARGV[9], -1)
    add(ofCommunity, ARGV[10], -1)
    if call('EXISTS', job) == 0 then call('ZREM', memberActive, id) end
    changed()
    return 'lost'
  end
  return 'raced'
end
if (call('GET', version) or '0') ~= ARGV[5] or not leaveLine() then return 'raced' end
call('HSET', job, 'state', 'running', 'startedAt', ARGV[6], 'run', run, 'ticket', ticket)
call('HINCRBY', job, 'attempts', 1)
call('HDEL', job, 'last')
call('HSET', turns, ticket, id .. ' ' .. run)
call('HSET', running, id, ARGV[7])
call('INCR', version)
changed()
return 'taken'
