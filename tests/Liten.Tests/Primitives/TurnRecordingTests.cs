namespace Liten.Tests.Primitives;

public sealed class TurnRecordingTests
{
    private readonly TurnSlice[] _slices = new TurnSlice[TurnRecording.Capacity];

    [Fact]
    public void ShortTurns_BecomeOneSlice_UntilALongOneOrAHundredMicroseconds()
    {
        var recording = new TurnRecording();
        recording.Add(0, 10_000, 1);
        recording.Add(12_000, 20_000, 2);
        recording.Add(20_000, 50_000, 3);
        recording.Add(50_000, 55_000, 4);
        recording.Add(140_000, 155_000, 5);
        recording.Close();
        recording.Close();
        long seen = 0;

        int count = recording.Read(ref seen, _slices, out int lost);

        Assert.Equal(
            [new(0, 18_000, 2, 2), new(20_000, 30_000, 1, 3), new(50_000, 5_000, 1, 4), new(140_000, 15_000, 1, 5)],
            _slices[..count]);
        Assert.Equal((0, 0), (lost, recording.Read(ref seen, _slices, out _)));
    }

    [Fact]
    public void MoreThanItHolds_TheOldestAreLostAndCounted()
    {
        var recording = new TurnRecording();
        for (int i = 0; i < TurnRecording.Capacity + 100; i++)
        {
            recording.Add(i * 100_000L, (i * 100_000L) + 50_000, i);
        }

        long seen = 0;
        int count = recording.Read(ref seen, _slices, out int lost);

        Assert.Equal((TurnRecording.Capacity - 1, 101), (count, lost));
        Assert.Equal(101, _slices[0].Task);
        Assert.Equal(TurnRecording.Capacity + 99, _slices[count - 1].Task);
    }
}
