# How the builder and this program speak. A value is a letter, a length or count (4 bytes, the highest first) and what follows: `s`
# bytes, `l` so many values, `h` so many names and values. What is told back are frames: a letter, a length, a payload.
package Wire;
use strict;
use warnings;

my $input = '';
my $output = '';

# Exactly so many bytes of standard input.
sub take {
    my ($count) = @_;
    while (length $input < $count) {
        my $read = sysread STDIN, $input, 262144, length $input;
        next if !defined $read && $!{EINTR};
        die "the builder went away\n" unless $read;
    }
    return substr $input, 0, $count, '';
}

sub value {
    my ($type, $count) = unpack 'a N', take(5);
    return take($count) if $type eq 's';
    return [map { value() } 1 .. $count] if $type eq 'l';
    return { map { value() } 1 .. 2 * $count };
}

# The next value, or nothing where the builder has no more to say.
sub next_value {
    unless (length $input) {
        my $read;
        do { $read = sysread STDIN, $input, 262144 } until defined $read || !$!{EINTR};
        return unless $read;
    }
    return value();
}

# What was read ahead belongs to another process.
sub forget { $input = '' }

# A list of texts as a value.
sub encode_list { return join '', 'l', pack('N', scalar @_), map { pack 'a N/a*', 's', $_ } @_ }

# Gathers a frame; `flush` sends what was gathered.
sub tell {
    my ($type, $payload) = @_;
    $output .= pack 'a N/a*', $type, $payload;
    flush() if length $output > 262144;
}

sub flush {
    while (length $output) {
        my $written = syswrite STDOUT, $output;
        next if !defined $written && $!{EINTR};
        die "the builder went away\n" unless $written;
        substr $output, 0, $written, '';
    }
}

1;
