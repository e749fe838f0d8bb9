# What the builder has done by a process of its own, because Node has no words for it: namespaces, mounts, owners, extended attributes.
# The ids that it shall work with come in as a value (see wire.pl), then jobs, one after the other. Frames go out: `z` at a job's end, or
# `f` with the reason why it could not be done. It ends with its standard input, and ends what it is at. Arguments: the processor,
# by Node's name.
use strict;
use warnings;
use Errno ();

my $here;
BEGIN { ($here) = $0 =~ m{^(.*/)} or die }
BEGIN { require "$here$_.pl" for qw(kernel wire files watch place owners process sandbox run) }

# What it takes to make any file and to become any user, by the numbers of capabilities(7).
my %needed = (
    CHOWN => 0, DAC_OVERRIDE => 1, FOWNER => 3, FSETID => 4, KILL => 5, SETGID => 6, SETUID => 7, SYS_CHROOT => 18, MKNOD => 27,
);

my %jobs = (
    run => \&Run::run,

    # Takes entries and contents from standard input and makes files of them.
    unpack => sub {
        my ($job) = @_;
        mkdir $job->{folder}, 0700 or $!{EEXIST} or die "make $job->{folder}: $!\n";
        my $next = sub { my $entry = Wire::value(); return ref $entry ? $entry : undef };
        Files::make($job->{folder}, $job->{own}, $next, sub { Wire::take($_[0] < 262144 ? $_[0] : 262144) }, $job->{apart});
    },

    remove => sub { Files::remove($_[0]{folder}) },

    adopt => sub { Files::adopt($_[0]{folder}) },

    # Tries in a folder whether its root can be changed to it, and devices can be used there.
    chroot => sub {
        my ($job) = @_;
        my $permitted = Process::permitted();
        my @missing = grep { !($permitted & 1 << $needed{$_}) } sort keys %needed;
        die 'without the capabilities ' . join(', ', @missing) . "\n" if @missing;
        Run::make_device("$job->{folder}/null", 0020000, 1, 3);
        open my $null, '>', "$job->{folder}/null" or die "use a device: $!\n";
        chroot $job->{folder} or die "change the root: $!\n";
    },

    # Tries in a folder what a sandbox needs; what cannot be had is told as the reason.
    probe => sub {
        my ($job) = @_;
        Kernel::must('make namespaces', 'unshare', 0 + $job->{namespaces});
        Kernel::must('keep mounts to ourselves', 'mount', Kernel::text('none'), Kernel::text('/'), 0, Sandbox::MS_REC | Sandbox::MS_PRIVATE, 0);
        my $child = fork // die "fork: $!\n";
        if (!$child) {
            chdir $job->{folder} or die "enter $job->{folder}: $!\n";
            eval { Sandbox::mount_all(@{ $job->{mounts} }); 1 } or fail($@);
            exit 0;
        }
        waitpid $child, 0;
        my $failed = $?;
        # Only those inside may look into what an overlay works with.
        Files::remove("$job->{folder}/upper-work");
        exit 1 if $failed;
    },
);

$SIG{PIPE} = 'IGNORE';
close_inherited();
my $ready = eval { Sandbox::enter_ids(Wire::value()); 1 };
fail($@) unless $ready;

# Each job has a process of its own: what it changes of itself is gone with it.
while (my $job = Wire::next_value()) {
    my $child = fork // fail("fork: $!");
    if (!$child) {
        my $done = eval { $jobs{ $job->{job} }->($job); 1 };
        fail($@) unless $done;
        Wire::tell('z', '');
        Wire::flush();
        exit 0;
    }
    Wire::forget();
    waitpid $child, 0;
    fail("a job was ended by the signal $?") if $? & 127;
    exit 1 if $?;
}

# What whoever called the builder has open is nothing for those inside.
sub close_inherited {
    opendir my $directory, '/proc/self/fd' or return;
    my @open = grep { /^\d+$/ && $_ > 2 } readdir $directory;
    closedir $directory;
    for (@open) { Kernel::call('close', 0 + $_) }
}

sub fail {
    my ($why) = @_;
    Wire::tell('f', $why);
    Wire::flush();
    exit 1;
}
