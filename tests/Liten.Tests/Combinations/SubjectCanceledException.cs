namespace Liten.Tests.Combinations;

internal sealed class SubjectCanceledException(CellRecord record) : OperationCanceledException(record.Cell.ToString()), ISubjectFailure
{
    public CellRecord Record { get; } = record;
}
