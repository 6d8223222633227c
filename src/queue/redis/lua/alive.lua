-- A worker lives, by the server's clock.
-- ARGV: root, worker, lifetime of a reservation (ms)
-- -> jobs that wait, turns (ticket, turn, ...), plans of reservations that have run out
local time = call('TIME')
call('ZADD', workers, time[1] * 1000, ARGV[2])
return {
  call('ZCARD', waiting),
  call('HGETALL', turns),
  call('ZRANGEBYSCORE', reserved, '-inf', time[1] * 1000 - ARGV[3]),
}
