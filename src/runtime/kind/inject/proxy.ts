/**
 * A small TCP proxy. In Perl, not the relay of native: kind's node image is a Debian with perl-base and without Node. It runs in a node's network and takes connections that a rule
 * led to it; the kernel tells where each was meant to go. Arguments: a file for its port and counts; then `slow DELAY JITTER` (ms)
 * or `flap FAILS OF`. What is answered is kept until its time, in order; requests go through at once. Of HTTP/1.1 requests, which
 * are counted over all connections, the last FAILS of every OF are answered 503 here, on the same connection.
 *
 * Times are from /proc/uptime, in steps of 10 ms: perl-base has no finer clock.
 */
export const PROXY = String.raw`
use strict; use warnings; use IO::Select; use IO::Socket::INET; use Socket;
my ($file, $kind, $first, $second) = @ARGV;
my ($acted, $seen, $ending, $most) = (0, 0, 0, 4_000_000);
$SIG{PIPE} = 'IGNORE';
$SIG{TERM} = sub { $ending = 1 };
my $listener = IO::Socket::INET->new(LocalAddr => '0.0.0.0', LocalPort => 0, Listen => 128) or die "no port: $!";
my $own = $listener->sockport;
my (%sides, $told);

sub now { open(my $clock, '<', '/proc/uptime') or die; return (split / /, scalar <$clock>)[0] }

sub count { # port, how often it acted, how much it saw
  my $text = "$own $acted $seen\n";
  return if defined $told && $told eq $text;
  open(my $out, '>', "$file.new") or die; print $out $text; close $out; rename("$file.new", $file);
  $told = $text;
}

sub original { # SO_ORIGINAL_DST
  my $address = getsockopt($_[0], 0, 80) or return;
  my ($port, $ip) = unpack('x2 n a4', $address);
  return $port == $own ? () : (inet_ntoa($ip), $port);
}

sub side { # what is to be sent on a socket: [when, data], undefined data for its end
  my ($socket, $role) = @_;
  $socket->blocking(0);
  return $sides{fileno $socket} = { socket => $socket, role => $role, queue => [], held => 0, read => 1, text => '', open => 1 };
}

sub take {
  my $client = $listener->accept or return;
  my ($ip, $port) = original($client);
  my $server = defined $ip && IO::Socket::INET->new(PeerAddr => $ip, PeerPort => $port, Timeout => 5);
  return close $client unless $server;
  my ($near, $far) = (side($client, 'client'), side($server, 'server'));
  ($near->{peer}, $far->{peer}) = ($far, $near);
}

sub later { # answers wait, at least as long as what is before them
  my ($to, $data) = @_;
  my $due = 0;
  if ($kind eq 'delay' && $to->{role} eq 'client' && !$ending) {
    my $late = ($first + (rand(2) - 1) * $second) / 1000;
    $due = now() + ($late > 0 ? $late : 0);
    my $before = @{$to->{queue}} ? $to->{queue}[-1][0] : 0;
    $due = $before if $due < $before;
    $acted++ if defined $data;
  }
  $to->{held} += length($data // '');
  push @{$to->{queue}}, [$due, $data];
}

sub asked { # requests of one connection, one at a time; those without a body
  my ($from, $data) = @_;
  return later($from->{peer}, $data) if $kind ne 'fail-scrapes' || $from->{raw};
  $from->{text} .= $data;
  if ($from->{text} =~ /^PRI /) { $from->{raw} = 1; later($from->{peer}, $from->{text}); $from->{text} = ''; return }
  while ($from->{text} =~ s/^(.*?\r\n\r\n)//s) {
    my $request = $1;
    my $fails = $seen++ % $second >= $second - $first;
    if (!$fails) { later($from->{peer}, $request); next }
    $acted++;
    my $said = "thanos-lab: this request was failed on purpose\n";
    later($from, "HTTP/1.1 503 Service Unavailable\r\nContent-Type: text/plain\r\nContent-Length: " . length($said) . "\r\n\r\n$said");
  }
}

sub heard {
  my $from = shift;
  my $size = sysread($from->{socket}, my $data, 65536);
  return if !defined $size && $!{EAGAIN};
  if ($size) { $seen++ if $kind eq 'delay'; return $from->{role} eq 'client' ? asked($from, $data) : later($from->{peer}, $data) }
  $from->{read} = 0;
  later($from->{peer}, undef);
}

sub send_due {
  my ($to, $now) = @_;
  while (my $next = $to->{queue}[0]) {
    last if $next->[0] > $now && !$ending;
    if (!defined $next->[1]) { shift @{$to->{queue}}; shutdown($to->{socket}, 1); $to->{open} = 0; next }
    my $size = syswrite($to->{socket}, $next->[1]);
    if (!defined $size) { return if $!{EAGAIN}; return drop($to) }
    $to->{held} -= $size;
    substr($next->[1], 0, $size) = '';
    shift @{$to->{queue}} if $next->[1] eq '';
  }
  drop($to) if !$to->{open} && !$to->{peer}{open} && !$to->{read} && !$to->{peer}{read};
}

sub drop {
  my @both = ($_[0], $_[0]{peer});
  for my $side (@both) {
    delete $sides{fileno $side->{socket}} if defined fileno $side->{socket};
    close $side->{socket};
    delete $side->{peer};
  }
}

count();
until ($ending) {
  my ($now, $wait) = (now(), 1);
  my ($readers, $writers) = (IO::Select->new($listener), IO::Select->new);
  for my $side (values %sides) {
    $readers->add($side->{socket}) if $side->{read} && $side->{peer}{held} < $most;
    next unless @{$side->{queue}};
    my $left = $side->{queue}[0][0] - $now;
    if ($left <= 0) { $writers->add($side->{socket}) } elsif ($left < $wait) { $wait = $left }
  }
  my ($ready, $free) = IO::Select->select($readers, $writers, undef, $wait);
  for my $socket (@{$ready || []}) {
    if ($socket == $listener) { take() } elsif (defined fileno $socket && $sides{fileno $socket}) { heard($sides{fileno $socket}) }
  }
  $now = now();
  my @all = values %sides; # a copy, as sending may end some of them
  for my $side (@all) { send_due($side, $now) if $side->{peer} && @{$side->{queue}} }
  count();
}
my @left = values %sides;
for my $side (@left) { send_due($side, 0) if $side->{peer} }
`
