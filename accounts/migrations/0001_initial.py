"""People, devices, challenges, contacts, blocks, privacy."""

import common.ids
import django.contrib.postgres.indexes
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
    ]

    operations = [
        migrations.CreateModel(
            name='User',
            fields=[
                ('password', models.CharField(max_length=128, verbose_name='password')),
                ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                ('id', models.UUIDField(default=common.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('phone_number', models.CharField(max_length=16, null=True, unique=True)),
                ('username', models.CharField(max_length=32, null=True)),
                ('name', models.CharField(blank=True, max_length=64)),
                ('about', models.CharField(blank=True, max_length=140)),
                ('avatar_id', models.UUIDField(null=True)),
                ('locale', models.CharField(blank=True, max_length=16)),
                ('last_seen_at', models.DateTimeField(null=True)),
                ('suspended_at', models.DateTimeField(null=True)),
                ('erased_at', models.DateTimeField(null=True)),
                ('is_staff', models.BooleanField(default=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('profile_xid', models.BigIntegerField(default=0)),
                ('contacts_xid', models.BigIntegerField(default=0)),
                ('blocks_xid', models.BigIntegerField(default=0)),
                ('privacy_xid', models.BigIntegerField(default=0)),
                ('devices_xid', models.BigIntegerField(default=0)),
                ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
            ],
        ),
        migrations.CreateModel(
            name='Block',
            fields=[
                ('pk', models.CompositePrimaryKey('blocker_id', 'blocked_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('blocked', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='blocked_by', to=settings.AUTH_USER_MODEL)),
                ('blocker', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='blocks', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Contact',
            fields=[
                ('pk', models.CompositePrimaryKey('owner_id', 'person_id', blank=True, editable=False, primary_key=True, serialize=False)),
                ('alias', models.CharField(blank=True, max_length=64)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('owner', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.CASCADE, related_name='contacts', to=settings.AUTH_USER_MODEL)),
                ('person', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='contact_of', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='Device',
            fields=[
                ('id', models.UUIDField(default=common.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('name', models.CharField(max_length=64)),
                ('platform', models.CharField(max_length=16)),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('last_active_at', models.DateTimeField(auto_now_add=True)),
                ('revoked_at', models.DateTimeField(null=True)),
                ('refresh_generation', models.BigIntegerField(default=1)),
                ('refresh_rotated_at', models.DateTimeField(auto_now_add=True)),
                ('refresh_used', models.BooleanField(default=False)),
                ('user', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='devices', to=settings.AUTH_USER_MODEL)),
            ],
        ),
        migrations.CreateModel(
            name='OtpChallenge',
            fields=[
                ('id', models.UUIDField(default=common.ids.new_id, editable=False, primary_key=True, serialize=False)),
                ('phone_number', models.CharField(max_length=16)),
                ('code_hash', models.BinaryField(max_length=32)),
                ('attempts_left', models.SmallIntegerField()),
                ('created_at', models.DateTimeField(auto_now_add=True)),
                ('expires_at', models.DateTimeField()),
                ('queued_at', models.DateTimeField()),
                ('sent_at', models.DateTimeField(null=True)),
                ('used_at', models.DateTimeField(null=True)),
            ],
            options={
                'indexes': [models.Index(fields=['expires_at'], name='otp_expires_at')],
                'constraints': [models.CheckConstraint(condition=models.Q(('attempts_left__gte', 0)), name='otp_attempts_left_not_negative'), models.UniqueConstraint(condition=models.Q(('used_at__isnull', True)), fields=('phone_number',), name='otp_one_open_challenge')],
            },
        ),
        migrations.CreateModel(
            name='Privacy',
            fields=[
                ('user', models.OneToOneField(on_delete=django.db.models.deletion.CASCADE, primary_key=True, related_name='privacy', serialize=False, to=settings.AUTH_USER_MODEL)),
                ('last_seen', models.CharField(choices=[('everyone', 'Everyone'), ('contacts', 'Contacts'), ('nobody', 'Nobody')], default='everyone', max_length=8)),
                ('avatar', models.CharField(choices=[('everyone', 'Everyone'), ('contacts', 'Contacts'), ('nobody', 'Nobody')], default='everyone', max_length=8)),
                ('about', models.CharField(choices=[('everyone', 'Everyone'), ('contacts', 'Contacts'), ('nobody', 'Nobody')], default='everyone', max_length=8)),
                ('group_invites', models.CharField(choices=[('everyone', 'Everyone'), ('contacts', 'Contacts'), ('nobody', 'Nobody')], default='everyone', max_length=8)),
                ('read_receipts', models.BooleanField(default=True)),
            ],
            options={
                'constraints': [models.CheckConstraint(condition=models.Q(('about__in', ['everyone', 'contacts', 'nobody']), ('avatar__in', ['everyone', 'contacts', 'nobody']), ('group_invites__in', ['everyone', 'contacts', 'nobody']), ('last_seen__in', ['everyone', 'contacts', 'nobody'])), name='privacy_audiences')],
            },
        ),
        migrations.AddIndex(
            model_name='user',
            index=django.contrib.postgres.indexes.BrinIndex(autosummarize=True, fields=['profile_xid'], name='user_profile_xid', pages_per_range=8),
        ),
        migrations.AddIndex(
            model_name='user',
            index=django.contrib.postgres.indexes.BrinIndex(autosummarize=True, fields=['contacts_xid'], name='user_contacts_xid', pages_per_range=8),
        ),
        migrations.AddIndex(
            model_name='user',
            index=django.contrib.postgres.indexes.BrinIndex(autosummarize=True, fields=['blocks_xid'], name='user_blocks_xid', pages_per_range=8),
        ),
        migrations.AddIndex(
            model_name='user',
            index=django.contrib.postgres.indexes.BrinIndex(autosummarize=True, fields=['privacy_xid'], name='user_privacy_xid', pages_per_range=8),
        ),
        migrations.AddIndex(
            model_name='user',
            index=django.contrib.postgres.indexes.BrinIndex(autosummarize=True, fields=['devices_xid'], name='user_devices_xid', pages_per_range=8),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.UniqueConstraint(django.db.models.functions.text.Lower('username'), name='user_username_ci'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('phone_number__isnull', True), ('phone_number__regex', '^\\+[1-9][0-9]{5,14}$'), _connector='OR'), name='user_phone_number_e164'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('username__isnull', True), ('username__regex', '^[A-Za-z][A-Za-z0-9_]{3,31}$'), _connector='OR'), name='user_username_form'),
        ),
        migrations.AddConstraint(
            model_name='user',
            constraint=models.CheckConstraint(condition=models.Q(('erased_at__isnull', True), models.Q(('phone_number__isnull', True), ('username__isnull', True)), _connector='OR'), name='user_erased_is_empty'),
        ),
        migrations.AddConstraint(
            model_name='block',
            constraint=models.CheckConstraint(condition=models.Q(('blocker', models.F('blocked')), _negated=True), name='block_not_oneself'),
        ),
        migrations.AddConstraint(
            model_name='contact',
            constraint=models.CheckConstraint(condition=models.Q(('owner', models.F('person')), _negated=True), name='contact_not_oneself'),
        ),
        migrations.AddIndex(
            model_name='device',
            index=models.Index(condition=models.Q(('revoked_at__isnull', True)), fields=['user', 'id'], name='device_active_by_user'),
        ),
    ]
